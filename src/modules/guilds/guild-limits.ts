// Bounds of guilds that are not for tuning. What an operator may want to change is a setting.

/** Members of a guild, whatever the settings say: all of their rows are in memory while the guild is awake. */
export const GUILD_MEMBERS_MAX = 500;
/** Guilds of one game: their names are in memory, 2 MB of them, and one actor makes and finds them. */
export const GUILDS_MAX = 20_000;

/** The classic limits. */
export const APPLICANTS_MAX = 100;
export const LOG_MAX = 100;
/** Bytes of UTF-8. */
export const NOTICE_BYTES_MAX = 400;
export const NICKNAME_BYTES_MAX = 50;

/** Applications of one role that wait, whatever the settings say: they are rows of the role. */
export const PLEAS_MAX = 20;

/** Open invitations of a guild and of a role. Further ones are refused. */
export const GUILD_INVITATIONS_MAX = 20;
export const ROLE_INVITATIONS_MAX = 8;

/** Members, and guilds, of one message: a few kilobytes. */
export const PAGE_SIZE = 50;

/** Roles that leave a guild that is dissolved in one step: as many owners as one change may have, without the guild itself. */
export const END_STEP_ROLES = 7;
/** Steps of one turn: few seconds of work. The alarm is set again for the rest. */
export const END_STEPS = 20;

/** How often a guild looks for deleted members and an absent leader. Milliseconds. */
export const CHECK_MS = 86_400_000;
/** Applications that nobody judged are dropped by the daily look after so many of them. */
export const APPLICATION_CHECKS = 7;

/** Points of one contribution, and of a member: far from the end of 64 bits. */
export const POINTS_MAX = 2n ** 53n;

/** Rules of a game about guilds: each module adds few. */
export const RULES_MAX = 32;
/** The numbers below are jadegate's. */
export const RULE_CODE_MIN = 1_000;

/** Names with a number that are tried for a guild whose name another one has after a merge. */
export const RENAME_TRIES = 100;

/** How often a process of several tells guilds which of their members it plays: a guild that has moved hears of them again. Milliseconds. */
export const PRESENT_MS = 10_000;
