// What one session keeps so that its client can resume it: the counts of both directions, the packets that the client has not
// acknowledged, the hashes of its tokens, and when it last heard and said something. It decides what a resume answers; the desk
// (`resume-desk.ts`) finds the session and brings the link.
// Invariants: `acked` ≤ `sent`, `done` ≤ `received`, in the sense of counts that wrap; a link message is never counted.
import type { RESYNC_WHY } from './gate.failures.ts';
import { ACK_MS_MAX, PING_GRACE_MS, SERVER_ACK_BYTES, SERVER_ACK_PACKETS } from './limits.ts';
import { isLinkMessage } from './link-ids.ts';
import { ReplayRing, type TakePacket } from './replay-ring.ts';
import type { TokenHashes, TokenMatch } from './resume-token.ts';
import type { RingBudget } from './ring-budget.ts';
import { isSerialBefore, isSerialWithin, serialAfter, serialDistance } from './serial.ts';
import type { OutPacket, OutputRecord, SessionOutput } from './session-output.ts';

export type ResyncWhy = keyof typeof RESYNC_WHY;

/** What a client is answered that comes back. */
export type ResumeOutcome =
  | { readonly kind: 'resumed'; readonly replayed: number; readonly leftOut: number }
  | { readonly kind: 'resynced'; readonly lost: number; readonly why: ResyncWhy };

/** What waits beside the ring: the newest of each key. */
type Waiting = Pick<SessionOutput, 'discardWaiting' | 'hasWaiting' | 'waitingCount'>;

/** What a sweep finds to do. */
export interface SweepDue {
  isAckDue: boolean;
  isPingDue: boolean;
  isDead: boolean;
}

export interface SessionResumeOptions {
  readonly start: number;
  readonly ringBytesMax: number;
  readonly budget: RingBudget;
  readonly selector: Uint8Array;
  readonly hash: Uint8Array;
  readonly nowMs: number;
}

/** A session's resume between two processes. */
export interface SavedResume extends TokenHashes {
  readonly selector: Uint8Array;
  readonly attempt: number;
  readonly isConfirmed: boolean;
  readonly sent: number;
  readonly acked: number;
  readonly received: number;
  readonly done: number;
  readonly toldDone: number;
  readonly untoldBytes: number;
  readonly leftOut: number;
  readonly unkept: number;
  readonly pendingLeft: number;
  readonly floor: number;
  /** Null unless the ring keeps nothing any more. */
  readonly givenUpWhy: ResyncWhy | null;
  readonly resync: { readonly lost: number; readonly why: ResyncWhy } | null;
  readonly heardMs: number;
  readonly saidMs: number;
  readonly pingedMs: number;
  readonly toldMs: number;
  readonly ring: Uint8Array;
}

const UINT32_MAX = 0xffff_ffff;

export class SessionResume implements OutputRecord {
  /** Bytes as texts of one character each: a small array of bytes takes 200 more. */
  readonly #selector: string;
  #current: string;
  #previous: string | null = null;
  #burnt: string | null = null;
  #attempt = 0;
  /** Whether the client has acknowledged something on the present link. */
  #isConfirmed = true;
  readonly #ring: ReplayRing;
  #sent: number;
  #acked: number;
  #received: number;
  #done: number;
  /** The `done` that the client knows. */
  #toldDone: number;
  #untoldBytes = 0;
  /** What the client was left without since it last confirmed a link. */
  #leftOut = 0;
  /** Packets that were not even kept since the link was lost. */
  #unkept = 0;
  /** Why the ring keeps nothing any more. */
  #givenUpWhy: ResyncWhy = 'ringShort';
  /** An answer 60104 that the client has not confirmed. */
  #resync: { readonly lost: number; readonly why: ResyncWhy } | null = null;
  /** Packets at the beginning of a link that the client may send faster than their rates. */
  pendingLeft = 0;
  /** When something was heard and said, as far as the last sweep found. */
  #heardMs: number;
  #saidMs: number;
  #pingedMs: number;
  #toldMs: number;
  /** Link messages that came, and packets: what the last sweep has seen. */
  #linkHeard = 0;
  #linkSaid = 0;
  #seenHeard = 0;
  #seenSaid = 0;

  constructor({ start, ringBytesMax, budget, selector, hash, nowMs }: SessionResumeOptions) {
    this.#selector = textOf(selector);
    this.#current = textOf(hash);
    this.#ring = new ReplayRing(ringBytesMax, budget, start);
    this.#sent = start;
    this.#acked = start;
    this.#received = start;
    this.#done = start;
    this.#toldDone = start;
    this.#heardMs = nowMs;
    this.#saidMs = nowMs;
    this.#pingedMs = nowMs;
    this.#toldMs = nowMs;
  }

  get selector(): Uint8Array {
    return bytesOf(this.#selector);
  }

  /** For another process. Times are how long ago something was, at `nowMs`. */
  save(nowMs: number): SavedResume {
    return {
      selector: this.selector,
      ...this.hashes,
      attempt: this.#attempt,
      isConfirmed: this.#isConfirmed,
      sent: this.#sent,
      acked: this.#acked,
      received: this.#received,
      done: this.#done,
      toldDone: this.#toldDone,
      untoldBytes: this.#untoldBytes,
      leftOut: this.#leftOut,
      unkept: this.#unkept,
      pendingLeft: this.pendingLeft,
      floor: this.#ring.floor,
      givenUpWhy: this.#ring.isGivenUp ? this.#givenUpWhy : null,
      resync: this.#resync,
      heardMs: nowMs - this.#heardMs,
      saidMs: nowMs - this.#saidMs,
      pingedMs: nowMs - this.#pingedMs,
      toldMs: nowMs - this.#toldMs,
      ring: this.#ring.save(),
    };
  }

  /** What another process saved. Null when its ring cannot be one. */
  static restore(
    saved: SavedResume,
    { ringBytesMax, budget, nowMs }: Pick<SessionResumeOptions, 'budget' | 'nowMs' | 'ringBytesMax'>,
  ): SessionResume | null {
    const { selector, current: hash, previous, burnt } = saved;
    const made = new SessionResume({ start: saved.floor, ringBytesMax, budget, selector, hash, nowMs });
    made.#previous = previous === null ? null : textOf(previous);
    made.#burnt = burnt === null ? null : textOf(burnt);
    made.#attempt = saved.attempt;
    made.#isConfirmed = saved.isConfirmed;
    made.#sent = saved.sent;
    made.#acked = saved.acked;
    made.#received = saved.received;
    made.#done = saved.done;
    made.#toldDone = saved.toldDone;
    made.#untoldBytes = saved.untoldBytes;
    made.#leftOut = saved.leftOut;
    made.#unkept = saved.unkept;
    made.pendingLeft = saved.pendingLeft;
    made.#resync = saved.resync;
    made.#heardMs = nowMs - saved.heardMs;
    made.#saidMs = nowMs - saved.saidMs;
    made.#pingedMs = nowMs - saved.pingedMs;
    made.#toldMs = nowMs - saved.toldMs;
    made.#seenHeard = saved.received;
    made.#seenSaid = saved.sent;
    if (saved.givenUpWhy !== null) made.giveUp(saved.givenUpWhy);
    return made.#ring.restore(saved.ring) ? made : null;
  }

  get hashes(): TokenHashes {
    const [previous, burnt] = [this.#previous, this.#burnt];
    return {
      current: bytesOf(this.#current),
      previous: previous === null ? null : bytesOf(previous),
      burnt: burnt === null ? null : bytesOf(burnt),
    };
  }

  get attempt(): number {
    return this.#attempt;
  }

  get sentCount(): number {
    return this.#sent;
  }

  get received(): number {
    return this.#received;
  }

  get done(): number {
    return this.#done;
  }

  get ringBytes(): number {
    return this.#ring.bytes;
  }

  // What the session is sent.

  sent(packet: OutPacket): void {
    const { id, delivery } = packet.type;
    if (isLinkMessage(id)) this.#linkSaid++;
    else {
      this.#sent = serialAfter(this.#sent, 1);
      if (delivery !== 'droppable') this.#keep(packet);
    }
  }

  sentFrames(count: number): void {
    this.#sent = serialAfter(this.#sent, count);
  }

  park(packet: OutPacket, waitingBytes: number): boolean {
    const ring = this.#ring;
    if (isLinkMessage(packet.type.id)) return false;
    const bytes = packet.end - packet.start;
    if (!ring.isGivenUp && !ring.hasRoom(bytes, waitingBytes)) ring.thin();
    if (ring.isGivenUp || !ring.hasRoom(bytes, waitingBytes)) return this.#refuse();
    const { floor } = ring;
    this.#sent = serialAfter(this.#sent, 1);
    this.#keep(packet);
    return ring.floor === floor && !ring.isGivenUp ? true : this.#refuse();
  }

  hasRoom(bytes: number, waitingBytes: number): boolean {
    return !this.#ring.isGivenUp && this.#ring.hasRoom(bytes, waitingBytes);
  }

  leftOut(): void {
    this.#leftOut++;
  }

  lost(count: number): void {
    this.#unkept += count;
  }

  /** Nothing more is kept until the client comes back. */
  giveUp(why: ResyncWhy): boolean {
    this.#givenUpWhy = why;
    return this.#ring.giveUp();
  }

  #refuse(): boolean {
    if (!this.#ring.isGivenUp) this.giveUp('ringShort');
    this.#unkept++;
    return false;
  }

  #keep(packet: OutPacket): void {
    SCRATCH.bytes = packet.bytes;
    SCRATCH.start = packet.start;
    SCRATCH.end = packet.end;
    SCRATCH.latestKey = packet.type.delivery === 'latest' ? latestKeyOf(packet.key) : null;
    this.#ring.push(this.#sent, SCRATCH);
  }

  // What came from the client.

  /** A packet was taken off the stream. */
  took(bytes: number): void {
    this.#received = serialAfter(this.#received, 1);
    this.#untoldBytes += bytes;
    if (this.pendingLeft > 0) this.pendingLeft--;
  }

  /** No handler of the session runs. Returns whether an acknowledgement to the client is due. */
  settled(): boolean {
    this.#done = this.#received;
    return this.#untoldBytes >= SERVER_ACK_BYTES || serialDistance(this.#toldDone, this.#done) >= SERVER_ACK_PACKETS;
  }

  /** An acknowledgement is sent to the client; returns its number. */
  tellDone(nowMs: number): number {
    this.#toldDone = this.#done;
    this.#toldMs = nowMs;
    this.#untoldBytes = 0;
    return this.#done;
  }

  /** A link message came. */
  heardLink(): void {
    this.#linkHeard++;
  }

  /** The client has all up to `received`. False when that cannot be. */
  acknowledge(received: number): boolean {
    if (!isSerialWithin(received, this.#acked, this.#sent)) return false;
    this.#acked = received;
    this.#ring.dropThrough(received);
    if (!this.#isConfirmed) this.#confirm();
    return true;
  }

  #confirm(): void {
    this.#isConfirmed = true;
    this.#resync = null;
    this.#leftOut = 0;
    this.#burnt = this.#previous ?? this.#burnt;
    this.#previous = null;
  }

  // Resuming.

  /**
   * Whether a client with such a token can be the one that came before. One that has not confirmed its new token has heard nothing
   * since, so its count is the same; another client would count packets that were numbered anew.
   */
  isSameClient(match: TokenMatch, received: number): boolean {
    return match !== 'previous' || received === this.#acked;
  }

  /** Whether the client's count can be right. */
  isPossible(received: number): boolean {
    return isSerialWithin(received, this.#acked, this.#sent);
  }

  /**
   * The client comes back with its count, by the token that `match` says; `hash` is that of the next token. `waiting` is what
   * waits beside the ring, and says which packets of the ring it supersedes.
   */
  comeBack(
    received: number,
    token: { readonly match: TokenMatch; readonly hash: Uint8Array; readonly attempt: number },
    waiting: Waiting,
  ): ResumeOutcome {
    this.#attempt = token.attempt;
    // The token that was used stays valid until the client confirms the new one.
    if (token.match === 'current') {
      this.#burnt = this.#previous ?? this.#burnt;
      this.#previous = this.#current;
    } else this.#burnt = this.#current;
    this.#current = textOf(token.hash);
    this.#isConfirmed = false;
    const missed = serialDistance(received, this.#sent);
    this.#acked = received;
    this.#sent = received;
    const ring = this.#ring;
    const isShort = ring.isGivenUp || isSerialBefore(received, ring.floor);
    if (!isShort && this.#resync === null) return this.#find(missed, waiting);
    waiting.discardWaiting();
    return this.#lose(missed);
  }

  #lose(missed: number): ResumeOutcome {
    const why = this.#ring.isGivenUp ? this.#givenUpWhy : (this.#resync?.why ?? 'ringShort');
    const lost = (this.#resync?.lost ?? 0) + missed + this.#unkept;
    this.#unkept = 0;
    this.#resync = { why, lost: Math.min(UINT32_MAX, lost) };
    this.#ring.reset(this.#sent);
    return { kind: 'resynced', ...this.#resync };
  }

  #find(missed: number, waiting: Waiting): ResumeOutcome {
    const ring = this.#ring;
    ring.dropThrough(this.#acked);
    this.#leftOut = Math.min(UINT32_MAX, this.#leftOut + missed - ring.count);
    ring.thin((id, key) => waiting.hasWaiting(id, key));
    this.#unkept = 0;
    return { kind: 'resumed', replayed: ring.count + waiting.waitingCount, leftOut: this.#leftOut };
  }

  /** Numbers what the ring holds behind the client's count, and passes it to `take`. */
  replay(take: TakePacket): void {
    const { count } = this.#ring;
    this.#ring.replay(serialAfter(this.#acked, 1), take);
    this.#sent = serialAfter(this.#acked, count);
  }

  /** A link begins at `nowMs`; the client sends `pending` packets again. It was just told how far it is. */
  linkUp(nowMs: number, pending: number): void {
    this.pendingLeft = pending;
    this.#toldDone = this.#received;
    this.#untoldBytes = 0;
    this.#toldMs = nowMs;
    this.#heardMs = nowMs;
    this.#saidMs = nowMs;
    this.#pingedMs = nowMs;
  }

  // Once a second, while the link is up.

  sweep({ nowMs, pingMs, sleptMs, isHeld }: SweepTime, due: SweepDue): void {
    const heard = this.#received + this.#linkHeard;
    const said = this.#sent + this.#linkSaid;
    // A client whose input waits may have said anything.
    this.#heardMs = heard !== this.#seenHeard || isHeld ? nowMs : this.#heardMs + sleptMs;
    if (said !== this.#seenSaid) this.#saidMs = nowMs;
    this.#seenHeard = heard;
    this.#seenSaid = said;
    this.#ring.rest();
    due.isDead = nowMs - this.#heardMs >= pingMs + PING_GRACE_MS;
    const isQuiet = nowMs - this.#heardMs >= pingMs || nowMs - this.#saidMs >= pingMs;
    due.isPingDue = isQuiet && nowMs - this.#pingedMs >= pingMs;
    if (due.isPingDue) this.#pingedMs = nowMs;
    // While a handler runs, the client may know of more than is done.
    due.isAckDue = isSerialBefore(this.#toldDone, this.#done) && nowMs - this.#toldMs >= ACK_MS_MAX;
  }

  /** The session is no more. */
  free(): void {
    this.#ring.reset(this.#sent);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

export interface SweepTime {
  readonly nowMs: number;
  readonly pingMs: number;
  /** How long the process slept since the last sweep. */
  readonly sleptMs: number;
  /** Whether the session's messages wait for a handler. */
  readonly isHeld: boolean;
}

/** For one call. */
const SCRATCH: { bytes: Uint8Array; start: number; end: number; latestKey: bigint | null } = {
  bytes: new Uint8Array(0),
  start: 0,
  end: 0,
  latestKey: null,
};

const KEY_BITS = 64;

/** A key as a number of 64 bits: keys are whole numbers, or none. */
export function latestKeyOf(key: string): bigint {
  return BigInt.asUintN(KEY_BITS, BigInt(key));
}
