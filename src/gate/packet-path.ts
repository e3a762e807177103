// The packet path: what happens to one packet between its bytes and its handler. Checks come in the order of their cost: is the
// id known, does the state allow it, is it within its rate, can it be read. Nothing is allocated but the message.
//
// Whoever has not signed in is closed at the first packet out of place: only a broken or hostile client sends one.
import { type Clock, type Counter, type Counters, RateRule } from '../base/index.ts';
import { describeMalformed, type PacketReader, type Registry } from '../wire/index.ts';
import type { CloseReason } from './close-reason.ts';
import { type DispatchEntry, type DispatchTable, PHASE_BIT, SESSION_SLOT } from './dispatch-table.ts';
import type { Door } from './door.ts';
import type { HandlerRunner } from './handler-runner.ts';
import { SESSION_RATE } from './limits.ts';
import type { PlayerSession } from './player-session.ts';
import type { ProfileRules } from './profile.ts';

export interface PacketPathOptions {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly dispatch: DispatchTable;
  readonly registry: Registry;
  readonly rules: ProfileRules;
  readonly door: Door;
  readonly runner: HandlerRunner;
}

const IN_WORLD_BITS = PHASE_BIT.entering | PHASE_BIT.gaming;
const SIGNED_IN_BITS = IN_WORLD_BITS | PHASE_BIT.roleListing;
const SESSION_RULE = new RateRule(SESSION_RATE);

export class PacketPath {
  readonly #options: PacketPathOptions;
  readonly #dispatch: DispatchTable;
  readonly #clock: Clock;
  readonly #received: Counter;
  readonly #unknown: Counter;
  readonly #unhandled: Counter;
  readonly #flooded: Counter;

  constructor(options: PacketPathOptions) {
    this.#options = options;
    this.#dispatch = options.dispatch;
    this.#clock = options.clock;
    this.#received = options.counters.counter('messages_received');
    this.#unknown = options.counters.counter('messages_unknown');
    this.#unhandled = options.counters.counter('messages_unhandled');
    this.#flooded = options.counters.counter('messages_refused_session_rate');
  }

  /** Takes the packet that `reader` stands before; its bytes are valid until this returns. The framing gives at least the id. */
  packet(session: PlayerSession, reader: PacketReader): void {
    const nowMs = this.#clock.monotonicMs();
    this.#received.add();
    session.touch(nowMs);
    if (session.phaseBit === PHASE_BIT.connecting && !this.#admit(session)) return;
    if (!session.allowRate(SESSION_SLOT, SESSION_RULE, nowMs)) {
      this.#flooded.add();
      this.#refuse(session, { nowMs, reason: 'too-many-messages', what: 'too many messages a second' });
      return;
    }
    const id = reader.uint16();
    const entry = this.#dispatch.find(id);
    if (entry === undefined) this.#stray(session, id);
    else if ((entry.phaseBits & session.phaseBit) === 0) this.#misplaced(session, entry, nowMs);
    else if (entry.rate !== null && !session.allowRate(entry.rateSlot, entry.rate, nowMs)) {
      entry.refusedRate.add();
      this.#refuse(session, { nowMs, reason: 'too-many-messages', what: `${entry.message.name} is sent too often` });
    } else if (entry.handle === null) this.#unhandledBy(session, entry);
    else this.#handle(session, entry, reader);
  }

  #handle(session: PlayerSession, entry: DispatchEntry, reader: PacketReader): void {
    const message = entry.message[session.layout].decode(reader);
    if (message === null) {
      entry.malformed.add();
      const failure = reader.failure;
      session.close('malformed-message', failure === null ? entry.message.name : describeMalformed(failure));
      return;
    }
    entry.handled.add();
    this.#options.runner.handle(session, entry, message);
  }

  /** The first packet: a shut door is told in words that the client understands. */
  #admit(session: PlayerSession): boolean {
    session.framed();
    const { closure } = this.#options.door;
    if (closure === null) return true;
    session.close('door-closed', closure.text);
    return false;
  }

  /** An id outside the schema, or one that only the server sends. */
  #stray(session: PlayerSession, id: number): void {
    const isInWorld = (session.phaseBit & IN_WORLD_BITS) !== 0;
    this.#unknown.add();
    if (isInWorld && this.#options.rules.unknownInWorld === 'ignore') return;
    const name = this.#options.registry.byId(id)?.name ?? 'unknown';
    session.close('unknown-message', `message ${id} (${name}) is not one that a client may send here`);
  }

  /** A message of the schema that no module of this server handles: not the client's fault once it is in. */
  #unhandledBy(session: PlayerSession, entry: DispatchEntry): void {
    this.#unhandled.add();
    if ((session.phaseBit & SIGNED_IN_BITS) !== 0) return;
    session.close('unknown-message', `${entry.message.name} is not handled by this server`);
  }

  #misplaced(session: PlayerSession, entry: DispatchEntry, nowMs: number): void {
    entry.refusedState.add();
    const what = `${entry.message.name} is not allowed while ${session.phase}`;
    this.#refuse(session, { nowMs, reason: 'message-not-allowed', what });
  }

  #refuse(
    session: PlayerSession,
    refusal: { readonly nowMs: number; readonly reason: CloseReason; readonly what: string },
  ): void {
    const isBorne = this.#options.rules.outOfPlace === 'ignore' && (session.phaseBit & SIGNED_IN_BITS) !== 0;
    if (!isBorne) session.close(refusal.reason, refusal.what);
    else if (!session.allowRefusal(refusal.nowMs)) session.close('too-many-refusals', refusal.what);
  }
}
