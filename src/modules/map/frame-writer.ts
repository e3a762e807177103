// Frames to bytes: what one viewer gets of a flush, as packets 353 and 27 one behind the other. Viewers with the same plan share the
// bytes; each leaves its own move out. A packet 353 has at most `UPDATE_BYTES_MAX` bytes of objects.
import type { Stream, StreamEncoding } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import { PACKET_BYTES_MAX, PacketWriter } from '../../wire/index.ts';
import type { Frame, FramePlan, Range, Runs } from '../../world/index.ts';
import { MapFrameS2c, ObjectUpdateS2c } from './map.messages.ts';
import { UPDATE_BYTES_MAX } from './map-limits.ts';

/** It copies what it gets. */
type Target = Pick<Stream, 'isLoose' | 'send' | 'sendLoose' | 'settle'>;

const ID_BYTES = 2;
const COUNT_BYTES = 2;
const LISTS = 3;
const FIRST_BYTES = 64 * 1024;
/** A copy by the library costs a view of the bytes; below, a loop is faster. */
const SHORT_BYTES = 64;
const NO_PLAN = 0;
const NOTHING: Range = { start: 0, end: 0 };
/** Of one call. */
const RANGE = { start: 0, end: 0 };

export class FrameWriter {
  readonly #encoding: StreamEncoding;
  readonly #headRoom: number;
  readonly #isCounted: boolean;
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;
  /** The plan whose bytes these are. */
  #planSerial = NO_PLAN;
  #plan: FramePlan | null = null;
  /** Where the moves begin, and the last moves of things that rest. */
  #movesAt = 0;
  #restsAt = 0;
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

  /** Forgets the bytes of the last flush. */
  begin(): void {
    this.#planSerial = NO_PLAN;
  }

  /** Sends the frame. Returns its bytes. */
  send(frame: Frame, target: Target, hasNumbers: boolean): number {
    const { ownChange, ownMove, planSerial } = frame;
    const hasOwnChange = ownChange.end > ownChange.start;
    if (hasOwnChange || planSerial !== this.#planSerial) this.#compose(frame);
    this.#planSerial = hasOwnChange ? NO_PLAN : planSerial;
    if (frame.isLoose || frame.hasRests) return this.#sendLoosely(frame, target, hasNumbers);
    if (target.isLoose) target.settle();
    const numberBytes = hasNumbers ? this.#sendNumber(frame, target) : 0;
    RANGE.start = 0;
    RANGE.end = this.#restsAt;
    return numberBytes + this.#sendBut(target, RANGE, ownMove);
  }

  /** The moves may be lost; all else does not, and nothing that was lost before arrives behind it. */
  #sendLoosely(frame: Frame, target: Target, hasNumbers: boolean): number {
    const { ownMove, ownRest, isLoose, isAllLoose, hasRests } = frame;
    let bytes = this.#movesAt;
    if (!isAllLoose) {
      target.settle();
      if (hasNumbers) bytes += this.#sendNumber(frame, target);
    }
    if (this.#movesAt > 0) target.send(this.#bytes, 0, this.#movesAt);
    if (hasRests) {
      RANGE.start = this.#restsAt;
      RANGE.end = this.#length;
      bytes += this.#sendBut(target, RANGE, ownRest);
    }
    RANGE.start = this.#movesAt;
    RANGE.end = this.#restsAt;
    return bytes + this.#sendBut(target, RANGE, ownMove, isLoose);
  }

  /** Sends the range without the viewer's own record, if that is in it. Returns the bytes. */
  // biome-ignore lint/complexity/useMaxParams: called for each viewer of a flush; an options object would be garbage each time.
  #sendBut(target: Target, { start, end }: Range, own: Range, isLoose = false): number {
    const ownBytes = own.end - own.start;
    if (ownBytes === 0) {
      this.#sendPart(target, start, end, isLoose);
      return end - start;
    }
    const at = this.#placeOf(own.start);
    this.#sendPart(target, start, at, isLoose);
    this.#sendPart(target, at + ownBytes, end, isLoose);
    return end - start - ownBytes;
  }

  // biome-ignore lint/complexity/useMaxParams: as above.
  #sendPart(target: Target, start: number, end: number, isLoose: boolean): void {
    if (end <= start) return;
    if (isLoose) target.sendLoose(this.#bytes, start, end);
    else target.send(this.#bytes, start, end);
  }

  #compose(frame: Frame): void {
    const { removes, creates, changes, moves, rests } = frame.plan;
    this.#plan = frame.plan;
    this.#length = 0;
    if (removes.count + creates.count + changes.count > 0) {
      this.#open();
      this.#addRuns(frame, 0, removes);
      this.#addRuns(frame, 1, creates);
      this.#addRuns(frame, 2, changes);
      this.#close();
    }
    this.#movesAt = this.#length;
    this.#copyRuns(frame, moves);
    this.#restsAt = this.#length;
    this.#copyRuns(frame, rests);
  }

  #copyRuns({ records }: Frame, runs: Runs): void {
    for (let index = 0; index < runs.count; index++) {
      this.#copy(records.bytes, runs.starts.items[index] as number, runs.ends.items[index] as number);
    }
  }

  /** Where the move that begins at `start` among the records of the flush lies here. */
  #placeOf(start: number): number {
    let place = this.#movesAt;
    const plan = this.#plan as FramePlan;
    for (let runs = plan.moves; ; runs = plan.rests) {
      for (let index = 0; index < runs.count; index++) {
        const from = runs.starts.items[index] as number;
        const to = runs.ends.items[index] as number;
        if (start >= from && start < to) return place + start - from;
        place += to - from;
      }
      assert(runs !== plan.rests, 'the own move of a viewer is among the moves of its plan');
    }
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
