// A client of the simulation of the world: it reads packets as they come from the wire, with the generated decoders, and says what the
// server must not do.
import type { Stream, StreamEncoding } from '../../actor/index.ts';
import type { Random } from '../../base/index.ts';
import {
  createLength16,
  createWebSocket,
  type Framing,
  type Layout,
  type MessageType,
  PacketReader,
  ScanResult,
} from '../../wire/index.ts';
import { MapFrameS2c, ObjectUpdateS2c, OtherRoleMoveS2c, type WorldObject } from './map.messages.ts';
import { BACKLOG_BYTES_MAX } from './map-limits.ts';

export interface Seen {
  x: number;
  y: number;
  readonly look: Map<number, unknown>;
}

const [X, Y] = [3, 4];
const SENT: readonly MessageType[] = [ObjectUpdateS2c, OtherRoleMoveS2c, MapFrameS2c] as unknown as MessageType[];

/** What one kind of clients takes, and how they read it. */
export interface Wire {
  readonly encoding: StreamEncoding;
  readonly framing: Framing;
  readonly layout: Layout;
}

export const WIRES: readonly Wire[] = (['packed', 'protobuf'] as const).flatMap((layout) => [
  wireOf(layout, createLength16(), createLength16()),
  wireOf(
    layout,
    createWebSocket({ end: { kind: 'server' } }),
    createWebSocket({ end: { kind: 'client', random: { bytes: (count) => new Uint8Array(count), below: () => 0 } } }),
  ),
]);

function wireOf(layout: Layout, framing: Framing, reading: Framing): Wire {
  const { runs } = framing;
  if (runs === null) throw new Error('a framing of clients has runs');
  const encoding: StreamEncoding = {
    layout,
    headBytes: (payloadBytes) => runs.headBytes(payloadBytes),
    writeHead: (bytes, at, payloadBytes) => runs.writeHeadAt(bytes, at, payloadBytes),
  };
  return { encoding, framing: reading, layout };
}

export class WorldClient implements Stream {
  readonly encoding: StreamEncoding;
  readonly known = new Map<bigint, Seen>();
  /** Since its last 14 it has not loaded the map. */
  isLoading = true;
  hasNumbers = false;
  backlogBytes = 0;
  /** The next send throws. */
  isBroken = false;
  bytes = 0;
  updates = 0;
  /** Whether it has a channel for datagrams, and what loses them. */
  isLoose = false;
  random: Random | null = null;
  #isLooseFrame = false;
  #late: Uint8Array[] = [];
  readonly #wire: Wire;
  readonly #id: bigint;
  readonly #report: (text: string) => void;
  #frame = 0;

  constructor(id: bigint, wire: Wire, report: (text: string) => void) {
    this.encoding = wire.encoding;
    this.#wire = wire;
    this.#id = id;
    this.#report = (text) => report(`${text} (client ${id})`);
  }

  /** 14 came: it forgets the map. */
  reload(): void {
    // Datagrams of the map before may still come: nothing tells them apart.
    this.known.clear();
    this.isLoading = true;
    this.#frame = 0;
  }

  send(bytes: Uint8Array, start: number, end: number): void {
    if (this.isBroken) {
      this.isBroken = false;
      throw new Error('a planted fault');
    }
    if (this.isLoading) this.#report('loading: a frame came between 14 and 13');
    if (this.backlogBytes > BACKLOG_BYTES_MAX) this.#report('backlog: a frame came to a client that does not read');
    this.bytes += end - start;
    this.#frames(bytes.subarray(start, end), false);
  }

  #frames(bytes: Uint8Array, isLoose: boolean): void {
    const decoder = this.#wire.framing.createDecoder();
    for (let at = 0; at < bytes.length; at = decoder.frameEnd) {
      const result = decoder.scan(bytes, at, bytes.length);
      if (result !== ScanResult.frame) {
        this.#report(`frame: the bytes are no whole frames (${result})`);
        return;
      }
      this.#isLooseFrame = isLoose;
      this.#packet(bytes, decoder.payloadStart, decoder.payloadEnd);
    }
  }

  /** As datagrams: some are lost, some come behind later things, and what is settled comes no more. */
  sendLoose(bytes: Uint8Array, start: number, end: number): void {
    if (!this.isLoose) this.#report('loose: a frame without a channel');
    this.bytes += end - start;
    const { random } = this;
    if (random === null || random.below(3) === 0) return;
    const late = bytes.slice(start, end);
    if (random.below(2) === 0) this.#late = [];
    if (random.below(3) === 0) this.#late.push(late);
    else this.#frames(late, true);
  }

  settle(): void {
    this.#late = [];
  }

  /** Late datagrams come, or do not. */
  hurry(): void {
    const late = this.#late;
    this.#late = [];
    for (const bytes of late) this.#frames(bytes, true);
  }

  #packet(bytes: Uint8Array, start: number, end: number): void {
    const reader = new PacketReader().reset(bytes, start, end);
    const id = reader.uint16();
    const type = SENT.find((each) => each.id === id);
    const value = type?.[this.#wire.layout].decode(reader);
    if (value === undefined || value === null) this.#report(`frame: packet ${id} cannot be read`);
    else if (id === MapFrameS2c.id) this.#number(value as MapFrameS2c);
    else if (id === OtherRoleMoveS2c.id) this.#move(value as OtherRoleMoveS2c);
    else this.#update(value as ObjectUpdateS2c);
  }

  #number({ frame, isKey }: MapFrameS2c): void {
    if (!this.hasNumbers) return;
    if (isKey) this.known.clear();
    else if (this.#frame > 0 && frame !== this.#frame + 1) this.#report(`gap: frame ${frame} after ${this.#frame}`);
    this.#frame = frame;
  }

  #move({ otherId, posx, posy }: OtherRoleMoveS2c): void {
    this.updates++;
    const seen = this.known.get(otherId);
    if (otherId === this.#id) this.#report('self: a move of its own');
    // A datagram may come before the thing that it moves, or behind its end.
    if (seen === undefined && this.#isLooseFrame) return;
    if (seen === undefined) {
      this.#report(`unseen: move of ${otherId}`);
      return;
    }
    seen.x = posx;
    seen.y = posy;
  }

  #update({ deleteids, createAttrs, changeAttrs }: ObjectUpdateS2c): void {
    this.updates += deleteids.length + createAttrs.length + changeAttrs.length;
    for (const { objectid, attrs } of deleteids) {
      if (attrs.length > 0) this.#report(`delete: ${objectid} has attributes`);
      if (!this.known.delete(objectid)) this.#report(`unseen: delete of ${objectid}`);
    }
    for (const object of createAttrs) this.#create(object);
    const ids = changeAttrs.map(({ objectid }) => objectid);
    if (new Set(ids).size < ids.length) this.#report('doubled: two changes of a thing in one packet');
    for (const { objectid, attrs } of changeAttrs) {
      const seen = this.known.get(objectid);
      if (seen === undefined) this.#report(`unseen: change of ${objectid}`);
      if (new Set(attrs.map(({ key }) => key)).size < attrs.length) this.#report(`doubled: a key of ${objectid}`);
      for (const { key, value } of attrs) seen?.look.set(key, value);
    }
  }

  #create({ objectid, attrs }: WorldObject): void {
    if (objectid === this.#id) this.#report('self: a create of its own');
    if (this.known.has(objectid)) this.#report(`doubled: create of ${objectid}, which is known`);
    const look = new Map(attrs.map(({ key, value }) => [key, value as unknown]));
    this.known.set(objectid, { x: look.get(X) as number, y: look.get(Y) as number, look });
  }
}
