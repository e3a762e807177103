// A client as the protocol page describes it, for simulations: it counts, acknowledges, keeps what is unacknowledged, resumes with
// back-off, and signs in again when it must. It knows no server code but the messages. What it is handed, it passes to `taken`.
import type { Random } from '../base/index.ts';
import type { Connection } from '../reactor/index.ts';
import { type MessageType, PacketReader, PacketWriter } from '../wire/index.ts';
import {
  AckC2s,
  AckS2c,
  PingC2s,
  PingS2c,
  ResumeC2s,
  ResumedS2c,
  ResumeEnableC2s,
  ResumeEnabledS2c,
  ResumeRefusedS2c,
  ResyncedS2c,
} from './gate.messages.ts';
import { isLinkMessage } from './link-ids.ts';
import { isSerialBefore, isSerialWithin, serialAfter, serialDistance } from './serial.ts';

/** A packet of the client that the server has not acknowledged. */
interface Pending {
  readonly number: number;
  readonly value: number;
  readonly bytes: Uint8Array;
}

/** What happens around the client. */
export interface ModelWorld {
  readonly random: Random;
  nowMs(): number;
  /** A counted packet, handed to the application. */
  taken(id: number, reader: PacketReader): void;
  /** The client forgets the state of the game. */
  forgot(): void;
  /** The session is over: the client signs in on the link that it has, or on a new one. `done`: how far it came, if that is known. */
  over(done: readonly number[] | null): void;
  /** The server says that this value took effect. */
  done(value: number): void;
  /** A resume was refused. */
  refused(code: number): void;
  violation(text: string): void;
}

export type ModelPhase = 'away' | 'out' | 'resuming' | 'up' | 'waiting';

const VERSION = 1;
const ACK_PACKETS = 64;
const PENDING_MAX = 200;
const ANSWER_MS_MAX = 6_000;

export class ModelClient {
  readonly #world: ModelWorld;
  /** `out`: no session. `away`: no link. `resuming`: it has asked. `waiting`: it asks again later on this link. */
  phase: ModelPhase = 'out';
  token: Uint8Array | null = null;
  attempt = 0;
  received = 0;
  #link: Pick<Connection, 'destroy' | 'isOpen' | 'send'> | null = null;
  #sent = 0;
  #doneKnown = 0;
  #acked = 0;
  #pending: Pending[] = [];
  #askedMs = 0;
  /** When it asks again. */
  askAtMs = 0;
  /** Tokens that do not resume any more. */
  readonly burnt: Uint8Array[] = [];
  #former: Uint8Array | null = null;
  #parkMs = 0;
  #pingMs = 0;
  #heardMs = 0;
  #saidMs = 0;
  #pingedMs = 0;
  #failures = 0;
  #lostMs = 0;
  /** Answers that were `resumed` and `resynced`, and refusals. */
  readonly counts = { resumed: 0, resynced: 0, refused: 0 };

  constructor(world: ModelWorld) {
    this.#world = world;
  }

  get isEnabled(): boolean {
    return this.token !== null;
  }

  get pendingCount(): number {
    return this.#pending.length;
  }

  get link(): Pick<Connection, 'destroy' | 'isOpen' | 'send'> | null {
    return this.#link;
  }

  /** It has a link: from now on frames of others are dropped. */
  useLink(link: Pick<Connection, 'destroy' | 'isOpen' | 'send'>): void {
    this.#link = link;
    if (this.phase === 'away') this.#ask();
  }

  enable(): void {
    this.#say(ResumeEnableC2s, { version: VERSION });
    this.#sent = 0;
  }

  /** A packet of the application; false when too many are unacknowledged. */
  send(type: MessageType<{ readonly value: number }>, value: number): boolean {
    if (this.token === null || this.#pending.length >= PENDING_MAX) return false;
    const bytes = encode(type, { value });
    this.#sent = serialAfter(this.#sent, 1);
    this.#pending.push({ number: this.#sent, value, bytes });
    if (this.phase === 'up') this.#give(bytes);
    return true;
  }

  /** Another attempt, on another link, while one is under way: the newer one counts. */
  attemptBytes(): Uint8Array | null {
    if (this.token === null) return null;
    this.attempt++;
    const pending = Math.min(PENDING_MAX, this.#pending.length);
    const { token, attempt, received } = this;
    return encode(ResumeC2s, { version: VERSION, token, attempt, received, pending });
  }

  #ask(): void {
    const bytes = this.attemptBytes();
    if (bytes === null) return;
    this.phase = 'resuming';
    this.#askedMs = this.#world.nowMs();
    this.#give(bytes);
  }

  /** The link is lost. */
  lost(link: Pick<Connection, 'isOpen'>): void {
    if (link !== this.#link) return;
    this.#link = null;
    if (this.token === null) {
      this.phase = 'out';
      this.#world.over(null);
      return;
    }
    if (this.phase === 'up') this.#lostMs = this.#world.nowMs();
    this.phase = 'away';
    const mostMs = this.#failures === 0 ? 250 : Math.min(8_000, 250 * 2 ** this.#failures);
    this.#failures++;
    this.askAtMs = this.#world.nowMs() + this.#world.random.below(mostMs);
  }

  /** The network changes under it: it goes on elsewhere, and the former link does not know. */
  abandon(): void {
    if (this.#link !== null) this.lost(this.#link);
  }

  /** Time passes. */
  tick(): void {
    const nowMs = this.#world.nowMs();
    if (this.phase === 'waiting' && nowMs >= this.askAtMs) this.#ask();
    if (this.phase === 'resuming' && nowMs - this.#askedMs > ANSWER_MS_MAX) {
      if (this.#link?.isOpen === true) this.#world.violation('a resume is not answered');
      this.#link?.destroy();
    }
    if (this.phase === 'away' && nowMs - this.#lostMs > this.#parkMs * 3) this.#end(null);
    if (this.phase !== 'up') return;
    if (nowMs - this.#heardMs >= this.#pingMs + 10_000) {
      this.#link?.destroy();
      return;
    }
    const isQuiet = nowMs - this.#heardMs >= this.#pingMs || nowMs - this.#saidMs >= this.#pingMs;
    if (isQuiet && nowMs - this.#pingedMs >= this.#pingMs) {
      this.#pingedMs = nowMs;
      this.#say(PingC2s, { sent: this.#sent });
    }
    if (this.#acked !== this.received && nowMs % 5_000 < 250) this.acknowledge();
  }

  acknowledge(): void {
    this.#acked = this.received;
    this.#say(AckC2s, { received: this.received });
  }

  /** A packet of the server on this link. */
  frame(link: Pick<Connection, 'isOpen'>, packet: Uint8Array): void {
    if (link !== this.#link) return;
    this.#heardMs = this.#world.nowMs();
    const reader = new PacketReader().reset(packet, 0, packet.length);
    const id = reader.uint16();
    if (isLinkMessage(id)) this.#linkMessage(id, reader);
    else {
      if (this.token !== null) this.received = serialAfter(this.received, 1);
      this.#world.taken(id, reader);
      if (this.token !== null && serialDistance(this.#acked, this.received) >= ACK_PACKETS) this.acknowledge();
    }
  }

  #linkMessage(id: number, reader: PacketReader): void {
    if (id === ResumeEnabledS2c.id) this.#enabled(read(ResumeEnabledS2c, reader));
    else if (id === ResumedS2c.id) this.#resumed(read(ResumedS2c, reader));
    else if (id === ResyncedS2c.id) this.#resynced(read(ResyncedS2c, reader));
    else if (id === ResumeRefusedS2c.id) this.#refused(read(ResumeRefusedS2c, reader));
    else if (id === AckS2c.id) this.#doneThrough(read(AckS2c, reader).done);
    else if (id === PingS2c.id) {
      const { sent } = read(PingS2c, reader);
      if (sent !== this.received) this.#world.violation(`the server has sent ${sent}, and ${this.received} came`);
      this.acknowledge();
    }
  }

  #enabled({ token, start, parkMs, pingMs }: ResumeEnabledS2c): void {
    this.token = token;
    this.attempt = 0;
    this.received = start;
    this.#acked = start;
    this.#sent = start;
    this.#doneKnown = start;
    this.#pending = [];
    this.#parkMs = parkMs;
    this.#pingMs = pingMs;
    this.#up();
    this.acknowledge();
  }

  #resumed({ token, received }: ResumedS2c): void {
    this.counts.resumed++;
    this.#back(token, received);
  }

  #resynced({ token, received }: ResyncedS2c): void {
    this.counts.resynced++;
    this.#world.forgot();
    this.#back(token, received);
  }

  #back(token: Uint8Array, received: number): void {
    if (this.phase !== 'resuming') this.#world.violation(`an answer came while ${this.phase}`);
    // The server has taken the present token, so the one before is burnt.
    if (this.#former !== null) this.burnt.push(this.#former);
    this.#former = this.token;
    this.token = token;
    this.#up();
    this.#dropThrough(received);
    this.acknowledge();
    for (const { bytes } of this.#pending) this.#give(bytes);
  }

  #up(): void {
    const nowMs = this.#world.nowMs();
    this.phase = 'up';
    this.#failures = 0;
    this.#heardMs = nowMs;
    this.#saidMs = nowMs;
    this.#pingedMs = nowMs;
  }

  #refused({ code, doneKnown, done, waitMs }: ResumeRefusedS2c): void {
    this.counts.refused++;
    this.#world.refused(code);
    if (code === 8 || code === 9) {
      this.phase = 'waiting';
      this.askAtMs = this.#world.nowMs() + waitMs;
      return;
    }
    this.#end(doneKnown ? done : null);
  }

  #end(done: number | null): void {
    const known = done === null ? null : this.#pending.filter(({ number }) => !isSerialBefore(done, number));
    this.phase = 'out';
    this.token = null;
    this.#former = null;
    this.#pending = [];
    this.burnt.length = 0;
    this.#world.over(known?.map(({ value }) => value) ?? null);
  }

  #doneThrough(done: number): void {
    if (!isSerialWithin(done, this.#doneKnown, this.#sent)) {
      this.#world.violation(`done ${done} is not within ${this.#doneKnown} and ${this.#sent}`);
      return;
    }
    for (const { number, value } of this.#pending)
      if (isSerialWithin(number, this.#doneKnown, done)) this.#world.done(value);
    this.#dropThrough(done);
  }

  #dropThrough(number: number): void {
    if (!isSerialWithin(number, this.#doneKnown, this.#sent))
      this.#world.violation(`the server has received ${number}`);
    this.#doneKnown = number;
    while (
      this.#pending[0] !== undefined &&
      isSerialWithin(this.#pending[0].number, serialAfter(number, -PENDING_MAX), number)
    )
      this.#pending.shift();
  }

  #say<M>(type: MessageType<M>, message: M): void {
    this.#give(encode(type, message));
  }

  #give(bytes: Uint8Array): void {
    this.#saidMs = this.#world.nowMs();
    this.#link?.send(bytes, 0, bytes.length);
  }
}

export function encode<M>(type: MessageType<M>, message: M): Uint8Array {
  const writer = new PacketWriter();
  writer.patchUint16(writer.skip(2), type.id);
  type.packed.encode(writer, message);
  return writer.toBytes();
}

function read<M>(type: MessageType<M>, reader: PacketReader): M {
  const message = type.packed.decode(reader);
  if (message === null) throw new Error(`the server sends a malformed ${type.name}`);
  return message;
}
