// Reasons to close a session: those of connections, and the gate's own. The client gets the number in `close_s2c`, with words that
// a player can be shown; counters and logs have the name. Numbers are never reused.
import {
  CLOSE_REASONS as CONNECTION_REASONS,
  type CloseReason as ConnectionReason,
  closeCodeOf as connectionCloseCodeOf,
} from '../reactor/index.ts';

interface ReasonEntry {
  readonly number: number;
  /** For the player: what happened and what to do. */
  readonly text: string;
}

const GATE_REASONS = {
  'sign-in-timeout': { number: 100, text: 'Nobody signed in for too long. Connect again.' },
  'role-list-timeout': { number: 101, text: 'No role was chosen for too long. Connect again.' },
  'enter-timeout': { number: 102, text: 'The map was not loaded in time. Connect again.' },
  'door-closed': { number: 110, text: 'The server is closed at the moment. Try again later.' },
  'other-login': { number: 111, text: 'This account signed in on another device.' },
  'unknown-message': {
    number: 120,
    text: 'The client sent a message that this server does not know. Update the game.',
  },
  'message-not-allowed': { number: 121, text: 'The client sent a message at a moment when it makes no sense.' },
  'malformed-message': { number: 122, text: 'The client sent a message that cannot be read. Update the game.' },
  'too-many-messages': { number: 123, text: 'The client sent more messages than are allowed.' },
  'too-many-refusals': { number: 124, text: 'The client sent too many messages that had to be refused.' },
  'too-many-sign-ins': { number: 125, text: 'There were too many sign-ins. Wait a moment.' },
  'not-your-role': { number: 130, text: 'The role does not belong to this account.' },
  'role-held': { number: 131, text: 'The role is still being played elsewhere. Try again in a moment.' },
  'role-lost': { number: 132, text: 'The role was taken over by another server. Connect again.' },
  'handler-failed': { number: 140, text: 'The server could not handle a message. Connect again.' },
  'handler-timeout': { number: 141, text: 'The server took too long. Connect again.' },
} as const satisfies Record<string, ReasonEntry>;

export type GateReason = keyof typeof GATE_REASONS;
export type CloseReason = ConnectionReason | GateReason;

const CONNECTION_TEXTS: Readonly<Partial<Record<ConnectionReason, string>>> = {
  'server-shutdown': 'The server is shutting down. Try again later.',
  'first-frame-timeout': 'Nothing was said for too long.',
  'frame-timeout': 'A message was begun and not finished in time.',
  'idle-timeout': 'Nothing was heard of the client for too long. Connect again.',
  'frame-too-long': 'The client sent a message longer than allowed.',
  'frame-too-short': 'The client sent a message that cannot be read.',
  'websocket-frame-malformed': 'The client sent what WebSocket does not allow.',
  'websocket-mask-wrong': 'The client sent what WebSocket does not allow: its messages must be masked.',
  'websocket-text-refused': 'The client sent a text; only binary messages are taken.',
  'websocket-text-malformed': 'The client sent a text that is not UTF-8.',
  'websocket-too-many-fragments': 'The client sent a message in too many pieces.',
  'websocket-too-many-pings': 'The client sent too many pings and no message.',
  'bad-first-length': 'This is a game server, and what was sent is no message of the game.',
  'slow-reader': 'The connection is too slow to keep up.',
  'proxy-header-malformed': 'The proxy in front of this server sent a header that cannot be read.',
  'proxy-header-missing': 'The proxy in front of this server does not send PROXY protocol headers.',
  'proxy-header-too-long': 'The proxy in front of this server sent a header that is too long.',
  'too-many-connections': 'The server is full. Try again later.',
  'too-many-from-address': 'There are too many connections from this address.',
  'address-refused': 'This server is in development and admits players of its own machine only.',
};

/** Every reason with its number and its words. */
export const CLOSE_REASONS: Readonly<Record<CloseReason, ReasonEntry>> = {
  ...connectionReasons(),
  ...GATE_REASONS,
};

/** Codes from 4000 on are for applications: the gate's reasons are 4000 plus their number. */
const OWN_CODES_FROM = 4_000;

/** The close code of a WebSocket. */
export function closeCodeOf(reason: string): number {
  const own = (GATE_REASONS as Readonly<Record<string, ReasonEntry | undefined>>)[reason];
  return own === undefined ? connectionCloseCodeOf(reason) : OWN_CODES_FROM + own.number;
}

function connectionReasons(): Record<ConnectionReason, ReasonEntry> {
  const entries = Object.entries(CONNECTION_REASONS) as [ConnectionReason, number][];
  return Object.fromEntries(
    entries.map(([name, number]) => [name, { number, text: CONNECTION_TEXTS[name] ?? 'The connection ended.' }]),
  ) as Record<ConnectionReason, ReasonEntry>;
}
