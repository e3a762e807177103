// A map of the world layer that speaks messages: for tests of robots and of their check. It sends what a server sends that has nothing
// but a map: frames (60031), updates (353) and moves (27), flushed when the test says so.
import { MapFrameS2c, ObjectUpdateS2c, OtherRoleMoveS2c } from '../../modules/map/map.messages.ts';
import type { MessageType } from '../../wire/index.ts';
import { runsOf } from '../../world/frame-runs.fixture.ts';
import { type Encoder, FanOut, type Frame, Grid, type GridOptions } from '../../world/index.ts';

export interface ModelMessage {
  readonly type: MessageType;
  readonly value: unknown;
}

/** Takes what one client is sent. */
export type ModelSend = (message: ModelMessage) => void;

const RECORD_BYTES = 16;
const RECORDS_MAX = 4_096;
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
  /** The messages of a flush; the record of a message is at its index. */
  #messages: ModelMessage[] = [];

  constructor(options: GridOptions) {
    this.grid = new Grid(options);
    this.#fanOut = new FanOut(this.grid, this.#encoder());
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
    const idOf = (viewer: number): bigint => this.grid.id[viewer] ?? 0n;
    this.#fanOut.flush({
      budget: (viewer) => this.budgets.get(idOf(viewer)) ?? PLENTY,
      isLoose: () => false,
      send: (viewer, frame) => this.#sendFrame(this.#sends.get(idOf(viewer)), frame),
    });
    this.grid.endFlush();
  }

  #sendFrame(send: ModelSend | undefined, frame: Frame): void {
    const { number, isKey, left } = frame;
    send?.({ type: MapFrameS2c, value: { frame: number, isKey, left } });
    for (const { start, end } of runsOf(frame)) {
      for (const message of this.#messages.slice(start / RECORD_BYTES, end / RECORD_BYTES)) send?.(message);
    }
  }

  #encoder(): Encoder {
    const messages = (): ModelMessage[] => this.#messages;
    return {
      bytes: new Uint8Array(RECORDS_MAX * RECORD_BYTES),
      get length() {
        return messages().length * RECORD_BYTES;
      },
      reset: () => {
        this.#messages = [];
      },
      remove: (id) => void this.#messages.push(deleteOf(id)),
      create: (thing) => void this.#messages.push(this.#createOf(thing)),
      change: (thing) => void this.#messages.push(this.#changeOf(thing)),
      move: (thing) => void this.#messages.push(this.#moveOf(thing)),
    };
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
