// Bounds of game masters' commands.

/** Commands of all modules: a player cannot remember more. */
export const COMMANDS_MAX = 100;
/** UTF-16 units of one line of an answer: a client shows it as a line of chat. */
export const ANSWER_UNITS_MAX = 250;
/** Lines of one answer: the list of all commands. */
export const ANSWER_LINES_MAX = COMMANDS_MAX + 1;
/** Commands of one player that are carried out at the same time: each ends within the deadline of a call. */
export const ACTS_AT_ONCE_MAX = 8;
/** Numbers that a player types: those that a message can carry. */
export const NUMBER_MAX = 2 ** 31 - 1;
/** The highest level: no table of a game goes further. */
export const LEVEL_MAX = 10_000;
