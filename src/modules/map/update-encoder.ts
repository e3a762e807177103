// The records of a map in one encoding: objects for 353 without the packet around them, and whole framed packets 27. The bytes are those
// of the generated codecs; in the packed layout the counts around a single object are cut off again.
import type { StreamEncoding } from '../../actor/index.ts';
import { PacketWriter } from '../../wire/index.ts';
import type { Encoder } from '../../world/index.ts';
import type { LookEntry, LookValue } from './attributes.ts';
import { ATTR } from './map.failures.ts';
import { ObjectUpdateS2c, OtherRoleMoveS2c, type Point, type WorldObject } from './map.messages.ts';
import { RECORDS_BYTES_MAX } from './map-limits.ts';

/** The things of a map, as an encoder reads them. */
export interface ShownThings {
  idOf(thing: number): bigint;
  kindOf(thing: number): number;
  xOf(thing: number): number;
  yOf(thing: number): number;
  timeOf(thing: number): number;
  pathOf(thing: number): readonly Point[];
  lookOf(thing: number): ReadonlyMap<number, LookValue>;
  changedKeysOf(thing: number): Iterable<number>;
}

const COUNT_BYTES = 2;
const ID_BYTES = 2;
const NO_OBJECTS: readonly WorldObject[] = [];
const NO_ATTRS: readonly LookEntry[] = [];

export class UpdateEncoder implements Encoder {
  readonly #things: ShownThings;
  readonly #encoding: StreamEncoding;
  readonly #writer = new PacketWriter({ bytesMax: RECORDS_BYTES_MAX });
  /** Used again for each move. */
  readonly #move = { otherId: 0n, time: 0, posx: 0, posy: 0, path: [] as readonly Point[] };
  readonly #moveHeadBytes: number;

  constructor(things: ShownThings, encoding: StreamEncoding) {
    this.#things = things;
    this.#encoding = encoding;
    this.#moveHeadBytes = encoding.headBytes(ID_BYTES);
  }

  get bytes(): Uint8Array {
    return this.#writer.bytes;
  }

  get length(): number {
    return this.#writer.length;
  }

  reset(): void {
    this.#writer.reset();
  }

  remove(id: bigint): void {
    this.#object(0, { objectid: id, objecttype: 0, attrs: NO_ATTRS });
  }

  create(thing: number): void {
    const things = this.#things;
    const attrs: LookEntry[] = [
      { key: ATTR.x, value: things.xOf(thing) },
      { key: ATTR.y, value: things.yOf(thing) },
    ];
    for (const [key, value] of things.lookOf(thing)) attrs.push({ key, value });
    this.#object(1, { objectid: things.idOf(thing), objecttype: things.kindOf(thing), attrs });
  }

  change(thing: number, isWhole: boolean): void {
    const things = this.#things;
    const look = things.lookOf(thing);
    const attrs: LookEntry[] = [];
    for (const key of isWhole ? look.keys() : things.changedKeysOf(thing)) {
      const value = look.get(key);
      if (value !== undefined) attrs.push({ key, value });
    }
    this.#object(2, { objectid: things.idOf(thing), objecttype: things.kindOf(thing), attrs });
  }

  move(thing: number): void {
    const things = this.#things;
    const move = this.#move;
    move.otherId = things.idOf(thing);
    move.time = things.timeOf(thing);
    move.posx = things.xOf(thing);
    move.posy = things.yOf(thing);
    move.path = things.pathOf(thing);
    const writer = this.#writer;
    const start = writer.skip(this.#moveHeadBytes);
    writer.patchUint16(writer.skip(ID_BYTES), OtherRoleMoveS2c.id);
    OtherRoleMoveS2c[this.#encoding.layout].encode(writer, move);
    this.#frame(start);
  }

  /** Writes the head of the packet that begins at `start`, where room for the shortest head is. */
  #frame(start: number): void {
    const writer = this.#writer;
    const payload = start + this.#moveHeadBytes;
    const bytes = writer.length - payload;
    const more = this.#encoding.headBytes(bytes) - this.#moveHeadBytes;
    if (more > 0) {
      writer.skip(more);
      writer.bytes.copyWithin(payload + more, payload, payload + bytes);
    }
    this.#encoding.writeHead(writer.bytes, start, bytes);
  }

  /** One object of the list of 353 with that number, counted from 0. */
  #object(list: 0 | 1 | 2, object: WorldObject): void {
    const writer = this.#writer;
    const start = writer.length;
    const objects = [object];
    const { layout } = this.#encoding;
    ObjectUpdateS2c[layout].encode(writer, {
      deleteids: list === 0 ? objects : NO_OBJECTS,
      createAttrs: list === 1 ? objects : NO_OBJECTS,
      changeAttrs: list === 2 ? objects : NO_OBJECTS,
    });
    if (layout === 'protobuf') return;
    const first = start + COUNT_BYTES * (list + 1);
    const end = writer.length - COUNT_BYTES * (2 - list);
    writer.bytes.copyWithin(start, first, end);
    writer.truncate(start + end - first);
  }
}
