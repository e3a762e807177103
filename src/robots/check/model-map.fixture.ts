// A map of the world layer that speaks messages: for tests of robots and of their check. It sends what a server sends that has nothing
// but a map: frames (60031), updates (353) and moves (27), flushed when the test says so.
import { MapFrameS2c, ObjectUpdateS2c, OtherRoleMoveS2c } from '../../modules/map/map.messages.ts';
import type { MessageType } from '../../wire/index.ts';
import { FanOut, Grid, type GridOptions, type Run, type Sink } from '../../world/index.ts';

export interface ModelMessage {
  readonly type: MessageType;
  readonly value: unknown;
}

/** Takes what one client is sent. */
export type ModelSend = (message: ModelMessage) => void;

const RECORD_BYTES = 16;
const PLENTY = 1_000_000;
const TYPE = 1;

export class ModelMap {
  readonly grid: Grid;
  /** Bytes that a client may get in each flush; plenty where none is given. A record has 16. */
  readonly budgets = new Map<bigint, number>();
  readonly #fanOut: FanOut;
  readonly #sends = new Map<bigint, ModelSend>();
  readonly #times = new Map<bigint, number>();
  readonly #levels = new Map<bigint, number>();
  /** The messages of a flush; a record of the fan-out is an index of this list. */
  #messages: ModelMessage[] = [];

  constructor(options: GridOptions) {
    this.grid = new Grid(options);
    this.#fanOut = new FanOut(this.grid, {
      remove: (id, bytes, start) => this.#write(deleteOf(id), bytes, start),
      create: (thing, bytes, start) => this.#write(this.#createOf(thing), bytes, start),
      change: (thing, _isWhole, { bytes, start }) => this.#write(this.#changeOf(thing), bytes, start),
      move: (thing, bytes, start) => this.#write(this.#moveOf(thing), bytes, start),
    });
  }

  /** Without `send` it is a thing that nobody plays. */
  enter(id: bigint, place: { readonly x: number; readonly y: number }, send?: ModelSend): void {
    const thing = this.grid.put(id, place);
    if (typeof thing === 'string') throw new Error(thing);
    if (send === undefined) return;
    this.#sends.set(id, send);
    this.#fanOut.watch(thing);
  }

  move(id: bigint, { x, y, time = 0 }: { readonly x: number; readonly y: number; readonly time?: number }): boolean {
    this.#times.set(id, time);
    return this.grid.move(this.#thing(id), x, y);
  }

  teleport(id: bigint, x: number, y: number): void {
    this.grid.teleport(this.#thing(id), x, y);
  }

  change(id: bigint, level: number): void {
    this.#levels.set(id, level);
    this.grid.change(this.#thing(id));
  }

  requestKey(id: bigint): void {
    this.#fanOut.requestKey(this.#thing(id));
  }

  leave(id: bigint): void {
    const thing = this.#thing(id);
    this.#fanOut.unwatch(thing);
    this.grid.remove(thing);
    this.#sends.delete(id);
  }

  flush(): void {
    this.#messages = [];
    const idOf = (viewer: number): bigint => this.grid.id[viewer] ?? 0n;
    // A frame is sent when it has ended, because it says at its beginning how many things are left.
    let frame = 0;
    let isKey = false;
    let held: ModelMessage[] = [];
    const pass = (_viewer: number, run: Run): void => void held.push(...this.#read(run));
    const sink: Sink = {
      budget: (viewer) => this.budgets.get(idOf(viewer)) ?? PLENTY,
      begin: (_viewer, number, isKeyFrame) => {
        frame = number;
        isKey = isKeyFrame;
        held = [];
      },
      remove: pass,
      create: pass,
      change: pass,
      move: pass,
      end: (viewer, left) => {
        const send = this.#sends.get(idOf(viewer));
        for (const message of [{ type: MapFrameS2c, value: { frame, isKey, left } }, ...held]) send?.(message);
      },
    };
    this.#fanOut.flush(sink);
  }

  #read({ bytes, start, end }: Run): ModelMessage[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const messages: ModelMessage[] = [];
    for (let at = start; at < end; at += RECORD_BYTES) {
      const message = this.#messages[view.getInt32(at)];
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  #write(message: ModelMessage, bytes: Uint8Array, start: number): number {
    new DataView(bytes.buffer, bytes.byteOffset).setInt32(start, this.#messages.push(message) - 1);
    return start + RECORD_BYTES;
  }

  #createOf(thing: number): ModelMessage {
    const { id, x, y } = this.#at(thing);
    const attrs = [
      { key: 3, value: x },
      { key: 4, value: y },
    ];
    return updateOf({ createAttrs: [{ objectid: id, objecttype: TYPE, attrs }] });
  }

  #changeOf(thing: number): ModelMessage {
    const { id } = this.#at(thing);
    const attrs = [{ key: 1, value: this.#levels.get(id) ?? 1 }];
    return updateOf({ changeAttrs: [{ objectid: id, objecttype: TYPE, attrs }] });
  }

  #moveOf(thing: number): ModelMessage {
    const { id, x, y } = this.#at(thing);
    const value = { otherId: id, time: this.#times.get(id) ?? 0, posx: x, posy: y, path: [] };
    return { type: OtherRoleMoveS2c, value };
  }

  #at(thing: number): { readonly id: bigint; readonly x: number; readonly y: number } {
    return { id: this.grid.id[thing] ?? 0n, x: this.grid.x[thing] ?? 0, y: this.grid.y[thing] ?? 0 };
  }

  #thing(id: bigint): number {
    const thing = this.grid.find(id);
    if (thing === null) throw new Error(`thing ${id} is not on the map`);
    return thing;
  }
}

function deleteOf(id: bigint): ModelMessage {
  return updateOf({ deleteids: [{ objectid: id, objecttype: TYPE, attrs: [] }] });
}

function updateOf(lists: Partial<ObjectUpdateS2c>): ModelMessage {
  return { type: ObjectUpdateS2c, value: { deleteids: [], createAttrs: [], changeAttrs: [], ...lists } };
}
