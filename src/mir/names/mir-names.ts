// The words by which settings of Mir choose, and bounds that they share with what is sent.

/** How bytes become the characters that travel. */
export const CODECS = ['plain', 'substitution', 'xor'] as const;
export type CodecName = (typeof CODECS)[number];

/** Families of servers. */
export const DIALECTS = ['DM', 'PL', 'K98', 'CPP'] as const;
export type DialectName = (typeof DIALECTS)[number];

/**
 * What becomes of clients while there is no server. `refuse`: they are closed. `message`: they first receive a message that their session is over (message
 * 528). `hold`: newcomers, and clients that have sent nothing yet, wait for it.
 */
export const WHEN_DOWN = ['refuse', 'message', 'hold'] as const;
export type WhenDown = (typeof WHEN_DOWN)[number];

/** What an abuse costs: the connection, or the address for a while too. */
export const ON_ABUSE = ['close', 'block'] as const;
export type OnAbuse = (typeof ON_ABUSE)[number];

/** A character's record between a game server and DBSrv: twenty times that of known builds. */
export const HUMAN_RECORD_BYTES_MAX = 64 * 1024;
/** A record of Mir.DB up to the level; whatever follows differs by build. */
export const MIR_RECORD_BYTES_MIN = 74;
