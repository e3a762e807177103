// The packet path: one packet from its bytes to its handler. The cheapest checks come first: is the id known, does the state
// allow it, is it within its rate, can it be decoded. Nothing is allocated but the message.
//
// Before sign-in the first packet out of place closes the session: only a broken or hostile client sends one.
import { type Counter, type Counters, RateRule } from '../base/index.ts';
import { describeMalformed, PacketReader, type Registry } from '../wire/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import type { DevNotices } from './dev-notices.ts';
import type { DispatchEntry, DispatchTable } from './dispatch-table.ts';
import type { Door } from './door.ts';
import { ResumeC2s } from './gate.messages.ts';
import { PACKET_ID_BYTES, REFUSALS, SESSION_RATE } from './limits.ts';
import { LINK_ID_FIRST, LINK_ID_LAST } from './link-ids.ts';
import type { LinkMessages } from './link-messages.ts';
import type { PlayerSession } from './player-session.ts';
import type { ProfileRules } from './profile.ts';
import { REFUSALS_SLOT, SESSION_SLOT } from './rate-limit.ts';
import { PHASE_BIT } from './session-state.ts';
import type { StrayMessages } from './stray-messages.ts';
import { readOpening } from './told-layout.ts';

export interface PacketPathOptions {
  /** When the packets came that are being handled. */
  readonly time: { readonly nowMs: number };
  readonly counters: Counters;
  readonly dispatch: DispatchTable;
  readonly registry: Registry;
  readonly rules: ProfileRules;
  readonly door: Door;
  readonly links: LinkMessages;
  /** Null for players. */
  readonly notices: DevNotices | null;
  readonly strays: StrayMessages;
}

/** Why a packet that came as a datagram is dropped. */
export type DatagramDrop = 'busy' | 'malformed' | 'not-a-datagram' | 'not-allowed' | 'too-many';

const IN_WORLD_BITS = PHASE_BIT.entering | PHASE_BIT.gaming;
const SIGNED_IN_BITS = IN_WORLD_BITS | PHASE_BIT.roleListing;
const SESSION_RULE = new RateRule(SESSION_RATE);
const REFUSAL_RULE = new RateRule(REFUSALS);

export class PacketPath {
  readonly #options: PacketPathOptions;
  readonly #dispatch: DispatchTable;
  readonly #time: { readonly nowMs: number };
  readonly #received: Counter;
  readonly #flooded: Counter;

  constructor(options: PacketPathOptions) {
    this.#options = options;
    this.#dispatch = options.dispatch;
    this.#time = options.time;
    this.#received = options.counters.counter('messages_received');
    this.#flooded = options.counters.counter('messages_refused_session_rate');
  }

  /** Takes the packet at `reader`; its bytes are valid until this returns. The framing ensures that it holds at least the id. */
  packet(session: PlayerSession, reader: PacketReader): void {
    const { nowMs } = this.#time;
    const id = reader.uint16();
    this.#received.add();
    if (id >= LINK_ID_FIRST && id <= LINK_ID_LAST) {
      this.#link(session, id, reader);
      return;
    }
    session.touch(nowMs);
    if (session.phaseBit === PHASE_BIT.connecting && !this.#admit(session)) return;
    const { resume } = session;
    // What a closing session drops is not done.
    if (resume === null || session.isClosing) this.#dispatchOf(session, id, reader);
    else if (resume.pendingLeft === 0 || !this.#delays(session, id, reader)) {
      resume.took(PACKET_ID_BYTES + reader.remaining);
      this.#dispatchOf(session, id, reader);
      if (!(session.holds > 0 || session.isClosing)) session.settled();
    }
  }

  /**
   * Takes a packet that came as a datagram: what may not be taken now is dropped, and closes nothing. Returns why it was dropped.
   */
  datagram(session: PlayerSession, reader: PacketReader, nowMs: number): DatagramDrop | null {
    if (reader.remaining < PACKET_ID_BYTES) return 'malformed';
    const entry = this.#dispatch.find(reader.uint16());
    if (entry?.handle == null || entry.message.isDatagram !== true) return 'not-a-datagram';
    if ((entry.phaseBits & session.phaseBit) === 0) return 'not-allowed';
    // Input over the connection waits for a handler; a datagram is not worth waiting for.
    if (session.holds > 0 || session.isClosing) return 'busy';
    if (!session.rates.allow(SESSION_SLOT, SESSION_RULE, nowMs)) return 'too-many';
    if (entry.rate !== null && !session.rates.allow(entry.rateSlot, entry.rate, nowMs)) return 'too-many';
    const { packed, protobuf } = entry.message;
    const message = (session.layout === 'packed' ? packed : protobuf).decode(reader);
    if (message === null) return 'malformed';
    this.#received.add();
    session.touch(nowMs);
    entry.handled.add();
    session.runner.handle(entry, message, nowMs);
    return null;
  }

  /** A packet that is sent again waits until its rate allows it, and the client's further input with it. */
  #delays(session: PlayerSession, id: number, reader: PacketReader): boolean {
    const { nowMs } = this.#time;
    const { rate = null, rateSlot = 0 } = this.#dispatch.find(id) ?? {};
    const own = rate === null ? 0 : session.rates.waitMs(rateSlot, rate, nowMs);
    const waitMs = Math.max(own, session.rates.waitMs(SESSION_SLOT, SESSION_RULE, nowMs));
    if (waitMs === 0) return false;
    const packet = reader.whole();
    this.delay(session, { packet, waitMs });
    return true;
  }

  /** Takes the packet after a time. At the end its rates are those of another moment. */
  delay(session: PlayerSession, held: { readonly packet: Uint8Array; readonly waitMs: number }): void {
    session.park?.delay(session, held, () => this.packet(session, new PacketReader().reset(held.packet)));
  }

  /** A message about the link. */
  #link(session: PlayerSession, id: number, reader: PacketReader): void {
    const { nowMs } = this.#time;
    const { links } = this.#options;
    if (links.areLife) session.touch(nowMs);
    if (session.phaseBit === PHASE_BIT.connecting && !this.#admit(session, id)) return;
    switch (links.take(session, id, reader, nowMs)) {
      case 'malformed':
        this.#closeMalformed(session, String(id), reader);
        break;
      case 'misplaced':
        this.#close(session, 'message-not-allowed', `message ${id} is not allowed while ${session.phase}`);
        break;
      case 'too-often':
        this.#close(session, 'too-many-messages', `message ${id} is sent too often`);
        break;
      case 'unknown':
        this.#options.strays.unknown(id, (session.phaseBit & SIGNED_IN_BITS) === 0 ? 'stranger' : 'player');
        this.#close(session, 'unknown-message', `this server does not take message ${id}`);
        break;
      case 'taken':
        break;
    }
  }

  #dispatchOf(session: PlayerSession, id: number, reader: PacketReader): void {
    const { nowMs } = this.#time;
    if (!session.rates.allow(SESSION_SLOT, SESSION_RULE, nowMs)) {
      this.#flooded.add();
      this.#refuse(session, { nowMs, reason: 'too-many-messages', what: 'too many messages a second' });
      return;
    }
    const entry = this.#dispatch.find(id);
    if (entry === undefined) this.#stray(session, id);
    else if ((entry.phaseBits & session.phaseBit) === 0) this.#misplaced(session, entry, nowMs);
    else if (entry.rate !== null && !session.rates.allow(entry.rateSlot, entry.rate, nowMs)) {
      entry.refusedRate.add();
      this.#refuse(session, { nowMs, reason: 'too-many-messages', what: `${entry.message.name} is sent too often` });
    } else if (entry.handle === null) this.#unhandledBy(session, entry);
    else {
      const { packed, protobuf } = entry.message;
      const message =
        session.phaseBit === PHASE_BIT.connected
          ? readOpening(session, entry.message, reader)
          : (session.layout === 'packed' ? packed : protobuf).decode(reader);
      if (message === null) this.#malformed(session, entry, reader);
      else {
        entry.handled.add();
        session.runner.handle(entry, message, nowMs);
      }
    }
  }

  #malformed(session: PlayerSession, entry: DispatchEntry, reader: PacketReader): void {
    entry.malformed.add();
    this.#closeMalformed(session, entry.message.name, reader);
  }

  #closeMalformed(session: PlayerSession, name: string, reader: PacketReader): void {
    const { failure } = reader;
    this.#close(session, 'malformed-message', failure === null ? name : describeMalformed(failure));
  }

  /** The first packet. A client that is kept out is sent the reason, in its own layout. */
  #admit(session: PlayerSession, id?: number): boolean {
    session.framed();
    const { door } = this.#options;
    // A player who is in comes back through a closed door, unless the address is kept out.
    const refusal = id === ResumeC2s.id ? door.guardRefusalOf(session.address) : door.refusalOf(session.address);
    if (refusal === null) return true;
    session.close(refusal.reason, refusal.text);
    return false;
  }

  /** An id outside the schema, or one that only the server sends. */
  #stray(session: PlayerSession, id: number): void {
    const isInWorld = (session.phaseBit & IN_WORLD_BITS) !== 0;
    const isSignedIn = (session.phaseBit & SIGNED_IN_BITS) !== 0;
    this.#options.strays.unknown(id, isSignedIn ? 'player' : 'stranger');
    const isIgnored = isInWorld && this.#options.rules.unknownInWorld === 'ignore';
    if (isIgnored && this.#options.notices === null) return;
    const name = this.#options.registry.byId(id)?.name ?? 'unknown';
    const what = `message ${id} (${name}) is not one that a client may send here`;
    if (isIgnored) this.#notice(session, what);
    else this.#close(session, 'unknown-message', what);
  }

  /** A message of the schema that no module of this server handles: no fault of a signed-in client. */
  #unhandledBy(session: PlayerSession, entry: DispatchEntry): void {
    this.#options.strays.unhandled(entry.message);
    const what = `${entry.message.name} is not handled by any module of this server`;
    if ((session.phaseBit & SIGNED_IN_BITS) === 0) this.#close(session, 'unknown-message', what);
    else this.#notice(session, what);
  }

  #misplaced(session: PlayerSession, entry: DispatchEntry, nowMs: number): void {
    entry.refusedState.add();
    const what = `${entry.message.name} is not allowed while ${session.phase}`;
    this.#refuse(session, { nowMs, reason: 'message-not-allowed', what });
  }

  #refuse(
    session: PlayerSession,
    refusal: { readonly nowMs: number; readonly reason: BuiltInReason; readonly what: string },
  ): void {
    const isTolerated = this.#options.rules.outOfPlace === 'ignore' && (session.phaseBit & SIGNED_IN_BITS) !== 0;
    if (!isTolerated) this.#close(session, refusal.reason, refusal.what);
    else if (!session.rates.allow(REFUSALS_SLOT, REFUSAL_RULE, refusal.nowMs))
      this.#close(session, 'too-many-refusals', refusal.what);
    else this.#notice(session, refusal.what);
  }

  #close(session: PlayerSession, reason: BuiltInReason, what: string): void {
    this.#options.notices?.say(session, `${what}: the session is closed`);
    session.close(reason, what);
  }

  #notice(session: PlayerSession, what: string): void {
    this.#options.notices?.say(session, `${what}: it was ignored`);
  }
}
