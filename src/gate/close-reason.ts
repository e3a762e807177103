// Reasons to close a session: those of connections, the gate's own, and those that modules declare. The client gets the number in `close_s2c`, with words that
// a player can be shown; counters and logs have the name. Numbers are never reused.
import { assert } from '../base/index.ts';
import {
  CLOSE_REASONS as CONNECTION_REASONS,
  type CloseReason as ConnectionReason,
  closeCodeOf as connectionCloseCodeOf,
} from '../reactor/names/index.ts';
import type { GameCloseReason, GameReasonName } from './game-reason.ts';
import { GATE_REASONS, type ReasonEntry } from './gate.failures.ts';

type BuiltInGateReason = keyof typeof GATE_REASONS;
/** Every reason that is no module's. */
export type BuiltInReason = ConnectionReason | BuiltInGateReason;
export type GateReason = BuiltInGateReason | GameReasonName;
/** The name of a reason. That of a game is compared with its declaration: `reason === duelLost.name`. */
export type CloseReason = ConnectionReason | GateReason;

const CONNECTION_TEXTS: Readonly<Partial<Record<ConnectionReason, string>>> = {
  'server-shutdown': 'The server is shutting down. Try again later.',
  'first-frame-timeout': 'Nothing was said for too long.',
  'frame-timeout': 'A message was begun and not finished in time.',
  'idle-timeout': 'Nothing was heard of the client for too long. Connect again.',
  'link-dead': 'Nothing was heard of the client, and it did not answer. Connect again.',
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
  'address-denied': 'This server takes no connections from this address.',
  'address-refused': 'This server is in development and admits players of its own machine only.',
};

/** Every reason that is no module's, with its number and its words. */
export const CLOSE_REASONS: Readonly<Record<BuiltInReason, ReasonEntry>> = {
  ...connectionReasons(),
  ...GATE_REASONS,
};

/** Codes from 4000 on are for applications: the gate's reasons are 4000 plus their number. */
const OWN_CODES_FROM = 4_000;

/** The close code of a WebSocket. */
export function closeCodeOf(reason: string): number {
  return codeOf(reason, (GATE_REASONS as Readonly<Record<string, ReasonEntry | undefined>>)[reason]);
}

function codeOf(reason: string, own: ReasonEntry | undefined): number {
  return own === undefined ? connectionCloseCodeOf(reason) : OWN_CODES_FROM + own.number;
}

/** All reasons of one gate: the built-in ones, and those of its modules. */
export class ReasonTable {
  readonly #game: ReadonlyMap<string, GameCloseReason>;

  constructor(modules: readonly { readonly closeReasons: readonly GameCloseReason[] }[]) {
    const reasons = modules.flatMap((module) => module.closeReasons);
    this.#game = new Map(reasons.map((reason) => [reason.name, reason]));
  }

  /** Whether a module of this gate lists the reason. */
  has(reason: GameCloseReason): boolean {
    return this.#game.get(reason.name) === reason;
  }

  entryOf(reason: CloseReason): ReasonEntry {
    const entry =
      (CLOSE_REASONS as Readonly<Record<string, ReasonEntry | undefined>>)[reason] ?? this.#game.get(reason);
    assert(entry !== undefined, 'a session is closed with a reason of this gate');
    return entry;
  }

  closeCodeOf(reason: string): number {
    const own = this.#game.get(reason);
    return own === undefined ? closeCodeOf(reason) : codeOf(reason, own);
  }
}

function connectionReasons(): Record<ConnectionReason, ReasonEntry> {
  const entries = Object.entries(CONNECTION_REASONS) as [ConnectionReason, number][];
  return Object.fromEntries(
    entries.map(([name, number]) => [name, { number, text: CONNECTION_TEXTS[name] ?? 'The connection ended.' }]),
  ) as Record<ConnectionReason, ReasonEntry>;
}
