// What clients say about their links: messages that the gate handles itself, in the order of the stream. Neither side counts them.
import { RateRule } from '../base/index.ts';
import type { PacketReader } from '../wire/index.ts';
import type { AdmissionDesk } from './admission-desk.ts';
import type { DatagramDesk } from './datagram-desk.ts';
import {
  AckC2s,
  LeaveC2s,
  PingC2s,
  ResumeC2s,
  ResumeEnableC2s,
  UdpAskC2s,
  UdpState,
  WaitingEnableC2s,
  WaitingLeaveC2s,
} from './gate.messages.ts';
import { LINK_RATE, SESSION_RATE } from './limits.ts';
import type { PlayerSession } from './player-session.ts';
import { LINK_SLOT, SESSION_SLOT } from './rate-limit.ts';
import type { ResumeDesk } from './resume-desk.ts';
import { PHASE_BIT } from './session-state.ts';
import { readOpening } from './told-layout.ts';

const LINK_RULE = new RateRule(LINK_RATE);
const SESSION_RULE = new RateRule(SESSION_RATE);
const SIGNED_IN_BITS = PHASE_BIT.roleListing | PHASE_BIT.entering | PHASE_BIT.gaming;

/** What became of a link message. */
export type LinkVerdict = 'malformed' | 'misplaced' | 'taken' | 'too-often' | 'unknown';

export class LinkMessages {
  readonly #desk: ResumeDesk;
  readonly #admissions: AdmissionDesk<PlayerSession>;
  readonly #datagrams: DatagramDesk;

  constructor(desk: ResumeDesk, admissions: AdmissionDesk<PlayerSession>, datagrams: DatagramDesk) {
    this.#desk = desk;
    this.#admissions = admissions;
    this.#datagrams = datagrams;
  }

  /** Whether messages about links are life for the deadline of `gaming`. */
  get areLife(): boolean {
    return this.#desk.arePingsLife;
  }

  /** Takes the message with this id; `reader` is behind the id. */
  // biome-ignore lint/complexity/useMaxParams: called for every message about links; an options object would be garbage each time.
  take(session: PlayerSession, id: number, reader: PacketReader, nowMs: number): LinkVerdict {
    const isAboutWaiting = id === WaitingEnableC2s.id || id === WaitingLeaveC2s.id;
    const isOfDatagrams = id === UdpAskC2s.id || id === UdpState.id;
    if (!(this.#desk.isOn || isAboutWaiting || isOfDatagrams)) return 'unknown';
    if (!session.rates.allow(LINK_SLOT, LINK_RULE, nowMs)) {
      // A client in a crowd acknowledges often. The next acknowledgement says what this one would, so it may be dropped.
      const isSpare = id === AckC2s.id && session.rates.allow(SESSION_SLOT, SESSION_RULE, nowMs);
      return isSpare ? 'taken' : 'too-often';
    }
    if (isAboutWaiting) return this.#waiting(session, id, reader);
    const { resume } = session;
    const isSignedIn = (session.phaseBit & SIGNED_IN_BITS) !== 0;
    resume?.heardLink();
    if (id === ResumeC2s.id) {
      if (session.phaseBit !== PHASE_BIT.connected) return 'misplaced';
      const request = readOpening(session, ResumeC2s, reader);
      if (request === null) return 'malformed';
      this.#desk.claim(session, request);
      return 'taken';
    }
    if (id === ResumeEnableC2s.id) {
      if (!isSignedIn || resume !== null) return 'misplaced';
      const asked = decode(session, ResumeEnableC2s, reader);
      if (asked === null) return 'malformed';
      this.#desk.enable(session);
      return 'taken';
    }
    if (isOfDatagrams) return isSignedIn ? this.#ofDatagrams(session, id, reader) : 'misplaced';
    if (id !== AckC2s.id && id !== PingC2s.id && id !== LeaveC2s.id) return 'unknown';
    if (resume === null || !isSignedIn) return 'misplaced';
    return this.#enabled(session, id, reader);
  }

  #ofDatagrams(session: PlayerSession, id: number, reader: PacketReader): LinkVerdict {
    if (id === UdpAskC2s.id) {
      if (decode(session, UdpAskC2s, reader) === null) return 'malformed';
      this.#datagrams.ask(session);
    } else {
      const state = decode(session, UdpState, reader);
      if (state === null) return 'malformed';
      this.#datagrams.heard(session, state);
    }
    return 'taken';
  }

  #waiting(session: PlayerSession, id: number, reader: PacketReader): LinkVerdict {
    if (id === WaitingEnableC2s.id) {
      if (session.phaseBit !== PHASE_BIT.connected || session.understandsWaiting) return 'misplaced';
      const asked = readOpening(session, WaitingEnableC2s, reader);
      if (asked === null) return 'malformed';
      this.#admissions.enable(session, asked);
      return 'taken';
    }
    if (!session.understandsWaiting) return 'misplaced';
    if (decode(session, WaitingLeaveC2s, reader) === null) return 'malformed';
    // Its wait may be over, which it has not heard.
    this.#admissions.leave(session);
    return 'taken';
  }

  #enabled(session: PlayerSession, id: number, reader: PacketReader): LinkVerdict {
    const { resume } = session;
    if (id === AckC2s.id) {
      const ack = decode(session, AckC2s, reader);
      if (ack === null) return 'malformed';
      if (resume?.acknowledge(ack.received) === false) session.close('count-wrong');
    } else if (id === PingC2s.id) {
      const ping = decode(session, PingC2s, reader);
      if (ping === null) return 'malformed';
      if (ping.sent === resume?.received) session.acknowledge();
      else session.close('count-wrong');
    } else {
      if (decode(session, LeaveC2s, reader) === null) return 'malformed';
      session.close('peer-closed');
    }
    return 'taken';
  }
}

function decode<M>(
  session: PlayerSession,
  { packed, protobuf }: { readonly packed: Decoder<M>; readonly protobuf: Decoder<M> },
  reader: PacketReader,
): M | null {
  return (session.layout === 'packed' ? packed : protobuf).decode(reader);
}

interface Decoder<M> {
  decode(reader: PacketReader): M | null;
}
