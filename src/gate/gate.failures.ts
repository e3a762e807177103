// The gate's own reasons to close a session: the numbers of `close_s2c`, and words that a player can be shown. Data alone, so that a
// client can name a reason without loading the gate. Numbers are never reused.

export interface ReasonEntry {
  readonly number: number;
  /** For the player: what happened and what to do. */
  readonly text: string;
}

export const GATE_REASONS = {
  'sign-in-timeout': { number: 100, text: 'Nobody signed in for too long. Connect again.' },
  'role-list-timeout': { number: 101, text: 'No role was chosen for too long. Connect again.' },
  'enter-timeout': { number: 102, text: 'The map was not loaded in time. Connect again.' },
  'door-closed': { number: 110, text: 'The server is closed at the moment. Try again later.' },
  'other-login': { number: 111, text: 'This account signed in on another device.' },
  'resumed-elsewhere': { number: 112, text: 'The game goes on over another connection.' },
  'server-full': { number: 113, text: 'The server is full. Try again later.' },
  'unknown-message': {
    number: 120,
    text: 'The client sent a message that this server does not know. Update the game.',
  },
  'message-not-allowed': { number: 121, text: 'The client sent a message at a moment when it makes no sense.' },
  'malformed-message': { number: 122, text: 'The client sent a message that cannot be read. Update the game.' },
  'too-many-messages': { number: 123, text: 'The client sent more messages than are allowed.' },
  'too-many-refusals': { number: 124, text: 'The client sent too many messages that had to be refused.' },
  'too-many-sign-ins': { number: 125, text: 'There were too many sign-ins. Wait a moment.' },
  'count-wrong': { number: 126, text: 'The client and the server disagree about what was sent. Connect again.' },
  'not-your-role': { number: 130, text: 'The role does not belong to this account.' },
  'role-held': { number: 131, text: 'The role is still being played elsewhere. Try again in a moment.' },
  'role-lost': { number: 132, text: 'The role was taken over by another server. Connect again.' },
  'handler-failed': { number: 140, text: 'The server could not handle a message. Connect again.' },
  'handler-timeout': { number: 141, text: 'The server took too long. Connect again.' },
} as const satisfies Record<string, ReasonEntry>;

/** Why a session is not resumed: the codes of `resume_refused_s2c`. Codes 8 and 9: not yet. */
export const RESUME_REFUSAL = {
  unknown: 1,
  parkOver: 2,
  ended: 3,
  signedInElsewhere: 4,
  tokenUsed: 5,
  attemptOvertaken: 6,
  countWrong: 7,
  busy: 8,
  gateSilent: 9,
  version: 10,
  layout: 11,
} as const;

/** Why a resumed client begins with the state of the game anew: the codes of `resynced_s2c`. */
export const RESYNC_WHY = { ringShort: 1, ringGivenUp: 2, stateAbsent: 3, moduleAsked: 4 } as const;

/** What a player waits for: `waiting_s2c`. */
export const WAITING_KIND = { server: 1, line: 2 } as const;

/** Why a wait is over: the codes of `waiting_end_s2c`. Code 3: the server does not know this version of the messages. */
export const WAITING_END = { placed: 1, unknown: 2, version: 3 } as const;

/** The states of `door_s2c`. */
export const DOOR_STATE = { open: 0, closing: 1, closed: 2 } as const;
