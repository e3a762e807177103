// Frames to bytes: what one viewer gets of a flush, as packets 353 and 27 one behind the other. Viewers with the same plan share the
// bytes; each leaves its own move out. A packet 353 has at most `UPDATE_BYTES_MAX` bytes of objects.
import type { Stream, StreamEncoding } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import { PACKET_BYTES_MAX, PacketWriter } from '../../wire/index.ts';
import type { Frame, Range, Runs } from '../../world/index.ts';
import { MapFrameS2c, ObjectUpdateS2c } from './map.messages.ts';
import { UPDATE_BYTES_MAX } from './map-limits.ts';

/** It copies what it gets. */
type Target = Pick<Stream, 'send'>;

const ID_BYTES = 2;
const COUNT_BYTES = 2;
const LISTS = 3;
const FIRST_BYTES = 1024;
/** Memory of which so many flushes need less than one of these parts is given back: a game has hundreds of maps, most of them calm. */
const CALM_FLUSHES = 16;
const SPARE_PARTS = 4;
/** A copy by the library costs a view of the bytes; below, a loop is faster. */
const SHORT_BYTES = 64;
const NO_PLAN = 0;
const NOTHING: Range = { start: 0, end: 0 };

export class FrameWriter {
  readonly #encoding: StreamEncoding;
  readonly #headRoom: number;
  readonly #isCounted: boolean;
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;
  /** The longest frame of this flush, and how many flushes needed a small part of the memory. */
  #mostBytes = 0;
  #calmFlushes = 0;
  /** The plan whose bytes these are. */
  #planSerial = NO_PLAN;
  /** Where the moves begin. */
  #movesAt = 0;
  /** The packet 353 that is being written: its start, its payload's, the list that is being written, and where its count is. */
  #packetAt = 0;
  #payloadAt = 0;
  #list = 0;
  #countAt = 0;
  #count = 0;
  readonly #small = new PacketWriter();

  constructor(encoding: StreamEncoding) {
    this.#encoding = encoding;
    this.#headRoom = encoding.headBytes(PACKET_BYTES_MAX);
    this.#isCounted = encoding.layout === 'packed';
  }

  /** Forgets the bytes of the last flush. After some flushes that needed little, so is the memory. */
  begin(): void {
    this.#planSerial = NO_PLAN;
    this.#calmFlushes = this.#mostBytes * SPARE_PARTS > this.#bytes.length ? 0 : this.#calmFlushes + 1;
    this.#mostBytes = 0;
    if (this.#calmFlushes < CALM_FLUSHES || this.#bytes.length === FIRST_BYTES) return;
    this.#calmFlushes = 0;
    this.#bytes = new Uint8Array(FIRST_BYTES);
  }

  /** Sends the frame. Returns its bytes. */
  send(frame: Frame, target: Target, hasNumbers: boolean): number {
    const { ownChange, ownMove, planSerial } = frame;
    const hasOwnChange = ownChange.end > ownChange.start;
    if (hasOwnChange || planSerial !== this.#planSerial) this.#compose(frame);
    this.#planSerial = hasOwnChange ? NO_PLAN : planSerial;
    this.#mostBytes = Math.max(this.#mostBytes, this.#length);
    const numberBytes = hasNumbers ? this.#sendNumber(frame, target) : 0;
    const moveBytes = ownMove.end - ownMove.start;
    if (moveBytes === 0) {
      if (this.#length > 0) target.send(this.#bytes, 0, this.#length);
      return numberBytes + this.#length;
    }
    const at = this.#placeOf(frame.plan.moves, ownMove.start);
    if (at > 0) target.send(this.#bytes, 0, at);
    if (at + moveBytes < this.#length) target.send(this.#bytes, at + moveBytes, this.#length);
    return numberBytes + this.#length - moveBytes;
  }

  #compose(frame: Frame): void {
    const { removes, creates, changes, moves } = frame.plan;
    this.#length = 0;
    if (removes.count + creates.count + changes.count > 0) {
      this.#open();
      this.#addRuns(frame, 0, removes);
      this.#addRuns(frame, 1, creates);
      this.#addRuns(frame, 2, changes);
      this.#close();
    }
    this.#movesAt = this.#length;
    for (let index = 0; index < moves.count; index++) {
      this.#copy(frame.records.bytes, moves.starts.items[index] as number, moves.ends.items[index] as number);
    }
  }

  /** Where the record that begins at `start` among the records of the flush lies here. */
  #placeOf(moves: Runs, start: number): number {
    let place = this.#movesAt;
    for (let index = 0; index < moves.count; index++) {
      const from = moves.starts.items[index] as number;
      const to = moves.ends.items[index] as number;
      if (start >= from && start < to) return place + start - from;
      place += to - from;
    }
    throw new Error('the own move of a viewer is among the moves of its plan');
  }

  #addRuns(frame: Frame, list: number, runs: Runs): void {
    const own = list === 2 ? frame.ownChange : NOTHING;
    for (let index = 0; index < runs.count; index++) {
      const start = runs.starts.items[index] as number;
      const end = runs.ends.items[index] as number;
      if (own.end <= start || own.start >= end) this.#add(frame, list, { start, end });
      else {
        this.#add(frame, list, { start, end: own.start });
        this.#add(frame, list, { start: own.end, end });
      }
    }
  }

  #add({ records }: Frame, list: number, { start, end }: Range): void {
    let from = start;
    while (from < end) {
      this.#toList(list);
      const room = UPDATE_BYTES_MAX - (this.#length - this.#payloadAt);
      const to = records.lastEnd(from, end, from + room);
      if (to > from) {
        this.#count += records.count(from, to);
        this.#copy(records.bytes, from, to);
        from = to;
      }
      if (from < end) {
        this.#close();
        this.#open();
      }
    }
  }

  #open(): void {
    this.#packetAt = this.#length;
    this.#fit(this.#headRoom + ID_BYTES);
    this.#payloadAt = this.#packetAt + this.#headRoom;
    this.#length = this.#payloadAt;
    this.#uint16(ObjectUpdateS2c.id);
    this.#list = 0;
    this.#beginList();
  }

  #beginList(): void {
    this.#count = 0;
    if (!this.#isCounted) return;
    this.#countAt = this.#length;
    this.#uint16(0);
  }

  #endList(): void {
    if (!this.#isCounted) return;
    this.#bytes[this.#countAt] = this.#count >> 8;
    this.#bytes[this.#countAt + 1] = this.#count & 0xff;
  }

  #toList(list: number): void {
    while (this.#list < list) {
      this.#endList();
      this.#list++;
      this.#beginList();
    }
  }

  #close(): void {
    this.#toList(LISTS - 1);
    this.#endList();
    const payloadBytes = this.#length - this.#payloadAt;
    assert(payloadBytes <= PACKET_BYTES_MAX, 'a packet of updates keeps its bound');
    const headBytes = this.#encoding.headBytes(payloadBytes);
    if (headBytes < this.#headRoom) {
      this.#bytes.copyWithin(this.#packetAt + headBytes, this.#payloadAt, this.#length);
      this.#length = this.#packetAt + headBytes + payloadBytes;
    }
    this.#encoding.writeHead(this.#bytes, this.#packetAt, payloadBytes);
  }

  #sendNumber({ number, isKey, left }: Frame, target: Target): number {
    const writer = this.#small;
    writer.reset();
    writer.skip(this.#headRoom);
    writer.patchUint16(writer.skip(ID_BYTES), MapFrameS2c.id);
    MapFrameS2c[this.#encoding.layout].encode(writer, { frame: number, isKey, left });
    const payloadBytes = writer.length - this.#headRoom;
    const start = this.#headRoom - this.#encoding.headBytes(payloadBytes);
    this.#encoding.writeHead(writer.bytes, start, payloadBytes);
    target.send(writer.bytes, start, writer.length);
    return writer.length - start;
  }

  #uint16(value: number): void {
    this.#fit(COUNT_BYTES);
    this.#bytes[this.#length++] = value >> 8;
    this.#bytes[this.#length++] = value & 0xff;
  }

  #copy(bytes: Uint8Array, start: number, end: number): void {
    this.#fit(end - start);
    if (end - start > SHORT_BYTES) this.#bytes.set(bytes.subarray(start, end), this.#length);
    else for (let from = start; from < end; from++) this.#bytes[this.#length + from - start] = bytes[from] as number;
    this.#length += end - start;
  }

  #fit(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
