// The packets that a session was sent and its client has not acknowledged, without framing, oldest first. It begins with nothing,
// then grows from 1 KiB by doubling, and is bounded by its own size and by the budget of all rings.
//
//        head             tail           entry: number u32, length u16, class u8, spare u8, key u64, packet
//         ▼                ▼
//   ┌─────┬────────────────┬──────┐      When the end has no room, the next entry goes to the front, and `wrap` is
//   │     │entry│entry│entry│     │      where the entries at the end stop.
//   └─────┴────────────────┴──────┘
//
// Invariants: an entry is never split; numbers grow from head to tail; all packets after `floor` that were put in and not dropped as
// superseded are here.
import { assert } from '../base/index.ts';
import { RING_BYTES_FIRST, RING_ENTRY_BYTES } from './limits.ts';
import type { RingBudget } from './ring-budget.ts';
import { isSerialBefore, serialAfter } from './serial.ts';

export interface RingPacket {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Of a `latest` packet: a later one of the same message and key supersedes it. Null for one that is always replayed. */
  readonly latestKey: bigint | null;
}

/** Takes a packet that is replayed; its bytes are valid until this returns. */
export type TakePacket = (bytes: Uint8Array, start: number, end: number) => void;

/** Bytes of a message id, which begins each packet. */
const ID_BYTES = 2;
const CLASS_AT = 6;
const KEY_AT = 8;
const LATEST = 1;
/** Superseded packets are looked for when this part of a full ring was written since the last time. */
const THIN_PART = 8;
const SHORT_BYTES = 64;

const NOTHING = new Uint8Array(0);
const NO_VIEW = new DataView(NOTHING.buffer);

export class ReplayRing {
  readonly #bytesMax: number;
  readonly #budget: Pick<RingBudget, 'give' | 'take'>;
  #bytes = NOTHING;
  #view = NO_VIEW;
  #head = 0;
  #tail = 0;
  /** Where the entries at the end stop, while newer ones are at the front; -1 while there are none there. */
  #wrap = -1;
  #count = 0;
  #used = 0;
  /** The last number that is lost: the client has it, or nobody has. */
  #floor: number;
  /** Bytes written since superseded packets were looked for. */
  #writtenBytes = 0;
  /** Whether a `latest` packet was written since then. */
  #hasLatest = false;
  #isGivenUp = false;

  constructor(bytesMax: number, budget: Pick<RingBudget, 'give' | 'take'>, floor: number) {
    this.#bytesMax = bytesMax;
    this.#budget = budget;
    this.#floor = floor;
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes of its entries. */
  get usedBytes(): number {
    return this.#used;
  }

  /** Bytes that it takes of the budget. */
  get bytes(): number {
    return this.#bytes.length;
  }

  get floor(): number {
    return this.#floor;
  }

  /** Whether it keeps nothing until `reset`. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  /** Whether a packet and `more` bytes besides fit without a loss. */
  hasRoom(packetBytes: number, more: number): boolean {
    return this.#used + RING_ENTRY_BYTES + packetBytes + more <= this.#bytesMax;
  }

  /** Keeps the packet with this number. When there is no room, the oldest are dropped, superseded ones first. */
  push(number: number, packet: RingPacket): void {
    if (this.#isGivenUp) return;
    const bytes = RING_ENTRY_BYTES + packet.end - packet.start;
    while (!this.#makeRoom(bytes)) {
      if (this.#isGivenUp) return;
      if (!this.#thinWhenDue() && !this.#dropOldest()) {
        this.#floor = number;
        return;
      }
    }
    this.#write(number, packet, bytes);
  }

  /** The client has all up to `number`. */
  dropThrough(number: number): void {
    if (isSerialBefore(number, this.#floor)) return;
    while (this.#count > 0 && !isSerialBefore(number, this.#numberAt(this.#head))) this.#forgetHead();
    this.#floor = number;
  }

  /** Drops what newer packets supersede, and `latest` ones for which `isSuperseded` says so. */
  thin(isSuperseded: (id: number, key: bigint) => boolean = () => false): void {
    this.#writtenBytes = 0;
    this.#hasLatest = false;
    const offsets = [...this.#offsets()];
    const seen = new Set<string>();
    const isKept = new Array<boolean>(offsets.length).fill(true);
    for (let at = offsets.length - 1; at >= 0; at--) {
      const offset = offsets[at] as number;
      if (this.#bytes[offset + CLASS_AT] !== LATEST) continue;
      const id = this.#view.getUint16(offset + RING_ENTRY_BYTES);
      const key = this.#view.getBigUint64(offset + KEY_AT);
      const name = `${id} ${key}`;
      isKept[at] = !seen.has(name) && !isSuperseded(id, key);
      seen.add(name);
    }
    if (isKept.every((kept) => kept)) return;
    this.#rewrite(
      this.#bytes.length,
      offsets.filter((_offset, at) => isKept[at]),
    );
  }

  /** Gives the entries the numbers from `first` on, without gaps, and passes them to `take`. */
  replay(first: number, take: TakePacket): void {
    let number = first;
    for (const offset of this.#offsets()) {
      this.#view.setUint32(offset, number);
      number = serialAfter(number, 1);
      const start = offset + RING_ENTRY_BYTES;
      take(this.#bytes, start, start + this.#view.getUint16(offset + 4));
    }
    this.#floor = serialAfter(first, -1);
  }

  /** The entries, oldest first, in one array: another process restores them. */
  save(): Uint8Array {
    const bytes = new Uint8Array(this.#used);
    let end = 0;
    for (const offset of this.#offsets()) {
      const next = offset + this.#entryBytes(offset);
      bytes.set(this.#bytes.subarray(offset, next), end);
      end += next - offset;
    }
    return bytes;
  }

  /** Puts the saved entries of another process into an empty ring. False when they are no such entries. */
  restore(saved: Uint8Array): boolean {
    const view = new DataView(saved.buffer, saved.byteOffset, saved.byteLength);
    for (let at = 0; at < saved.length; ) {
      const start = at + RING_ENTRY_BYTES;
      if (start > saved.length) return false;
      const end = start + view.getUint16(at + 4);
      if (end > saved.length) return false;
      const latestKey = saved[at + CLASS_AT] === LATEST ? view.getBigUint64(at + KEY_AT) : null;
      this.push(view.getUint32(at), { bytes: saved, start, end, latestKey });
      at = end;
    }
    return true;
  }

  /** Begins anew, behind `floor`. */
  reset(floor: number): void {
    this.#empty();
    this.#isGivenUp = false;
    this.#floor = floor;
  }

  /** Drops all and keeps nothing more. Returns whether it held memory. */
  giveUp(): boolean {
    const hadBytes = this.#bytes.length > 0;
    this.#empty();
    this.#isGivenUp = true;
    return hadBytes;
  }

  /** Frees its memory if it holds nothing: its session rests. */
  rest(): void {
    if (this.#count === 0) this.#empty();
  }

  #empty(): void {
    this.#budget.give(this.#bytes.length);
    this.#bytes = NOTHING;
    this.#view = NO_VIEW;
    this.#head = 0;
    this.#tail = 0;
    this.#wrap = -1;
    this.#count = 0;
    this.#used = 0;
    this.#writtenBytes = 0;
    this.#hasLatest = false;
  }

  /** Whether an entry of `bytes` can be written at the tail now; it grows for that. */
  #makeRoom(bytes: number): boolean {
    if (this.#isFree(bytes)) return true;
    // While half of it is free its entries only lie badly.
    if (this.#bytes.length > 0 && (this.#used + bytes) * 2 <= this.#bytes.length) {
      this.#rewrite(this.#bytes.length, [...this.#offsets()]);
      return this.#isFree(bytes);
    }
    let size = Math.max(RING_BYTES_FIRST, this.#bytes.length * 2);
    while (size < this.#used + bytes) size *= 2;
    size = Math.min(size, this.#bytesMax);
    if (size < this.#used + bytes) return false;
    const more = size - this.#bytes.length;
    if (more > 0 && this.#budget.take(more)) {
      // To make room the budget may have taken this very ring.
      if (this.#isGivenUp) this.#budget.give(more);
      else this.#rewrite(size, [...this.#offsets()]);
    } else if (this.#used + bytes <= this.#bytes.length) this.#rewrite(this.#bytes.length, [...this.#offsets()]);
    return this.#isFree(bytes);
  }

  /** Whether there are `bytes` in a row; moves the tail to the front for it. */
  #isFree(bytes: number): boolean {
    if (this.#wrap >= 0) return this.#head - this.#tail >= bytes;
    if (this.#bytes.length - this.#tail >= bytes) return true;
    if (this.#count === 0 || this.#head < bytes) return false;
    this.#wrap = this.#tail;
    this.#tail = 0;
    return true;
  }

  #write(number: number, { bytes: source, start, end, latestKey }: RingPacket, bytes: number): void {
    const at = this.#tail;
    const view = this.#view;
    assert(end - start >= ID_BYTES, 'a packet has an id');
    view.setUint32(at, number);
    view.setUint16(at + 4, end - start);
    view.setUint16(at + CLASS_AT, latestKey === null ? 0 : LATEST << 8);
    if (latestKey !== null) view.setBigUint64(at + KEY_AT, latestKey);
    const to = at + RING_ENTRY_BYTES;
    // Most packets are short, and a loop is faster than a view of them.
    if (end - start > SHORT_BYTES) this.#bytes.set(source.subarray(start, end), to);
    else for (let from = start; from < end; from++) this.#bytes[to + from - start] = source[from] ?? 0;
    this.#tail = at + bytes;
    this.#count++;
    this.#used += bytes;
    this.#writtenBytes += bytes;
    if (latestKey !== null) this.#hasLatest = true;
  }

  /** Looks for superseded packets when that may be worth the work. Returns whether any was dropped. */
  #thinWhenDue(): boolean {
    if (!this.#hasLatest || this.#writtenBytes < this.#bytes.length / THIN_PART) return false;
    const before = this.#count;
    this.thin();
    return this.#count < before;
  }

  #dropOldest(): boolean {
    if (this.#count === 0) return false;
    this.#floor = this.#numberAt(this.#head);
    this.#forgetHead();
    return true;
  }

  #forgetHead(): void {
    const bytes = this.#entryBytes(this.#head);
    this.#head += bytes;
    this.#used -= bytes;
    this.#count--;
    if (this.#head === this.#wrap) {
      this.#head = 0;
      this.#wrap = -1;
    }
    if (this.#count > 0) return;
    this.#head = 0;
    this.#tail = 0;
    this.#wrap = -1;
  }

  /** Moves the entries at `offsets` to the front of an array of `size` bytes. */
  #rewrite(size: number, offsets: readonly number[]): void {
    const bytes = new Uint8Array(size);
    let end = 0;
    for (const offset of offsets) {
      const next = offset + this.#entryBytes(offset);
      bytes.set(this.#bytes.subarray(offset, next), end);
      end += next - offset;
    }
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
    this.#head = 0;
    this.#tail = end;
    this.#wrap = -1;
    this.#count = offsets.length;
    this.#used = end;
  }

  *#offsets(): Generator<number> {
    let at = this.#head;
    for (let left = this.#count; left > 0; left--) {
      if (at === this.#wrap) at = 0;
      yield at;
      at += this.#entryBytes(at);
    }
  }

  #entryBytes(offset: number): number {
    return RING_ENTRY_BYTES + this.#view.getUint16(offset + 4);
  }

  #numberAt(offset: number): number {
    return this.#view.getUint32(offset);
  }
}
