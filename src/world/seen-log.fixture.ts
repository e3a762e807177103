// For the tests of a map: a sink that writes down, as short text, what each viewer gets; every update is one byte run of its thing's id.
import { type Encoder, FanOut, type FanOutOptions, Grid, type GridOptions, type Run, type Sink } from './index.ts';

const RECORD_BYTES = 16;

export class SeenLog implements Sink {
  readonly grid: Grid;
  readonly fanOut: FanOut;
  readonly budgets = new Map<number, number>();
  encoded = 0;
  #lines: string[] = [];

  constructor(options: GridOptions, fanOutOptions: FanOutOptions = {}) {
    this.grid = new Grid(options);
    this.fanOut = new FanOut(this.grid, this.#encoder(), fanOutOptions);
  }

  put(id: number, x: number, y: number): number {
    const thing = this.grid.put(BigInt(id), { x, y });
    if (typeof thing === 'string') throw new Error(thing);
    return thing;
  }

  /** Flushes, and returns what was sent since, sorted by viewer: `viewer: create 3`. */
  flush(): string[] {
    this.#lines = [];
    this.fanOut.flush(this);
    return this.#lines;
  }

  budget(viewer: number): number {
    return this.budgets.get(viewer) ?? 1_000_000;
  }
  begin(viewer: number, frame: number, isKey: boolean): void {
    this.#say(viewer, isKey ? `key ${frame}` : `frame ${frame}`);
  }
  remove(viewer: number, run: Run): void {
    this.#list(viewer, 'remove', run);
  }
  create(viewer: number, run: Run): void {
    this.#list(viewer, 'create', run);
  }
  change(viewer: number, run: Run): void {
    this.#list(viewer, 'change', run);
  }
  move(viewer: number, run: Run): void {
    this.#list(viewer, 'move', run);
  }
  end(viewer: number, left: number): void {
    if (left > 0) this.#say(viewer, `left ${left}`);
  }

  #list(viewer: number, kind: string, { bytes, start, end }: Run): void {
    for (let at = start; at < end; at += RECORD_BYTES) this.#say(viewer, `${kind} ${bytes[at]}`);
  }

  #say(viewer: number, text: string): void {
    this.#lines.push(`${this.grid.id[viewer]}: ${text}`);
  }

  #encoder(): Encoder {
    const write = (id: bigint, bytes: Uint8Array, start: number): number => {
      this.encoded++;
      bytes[start] = Number(id);
      return start + RECORD_BYTES;
    };
    const idOf = (thing: number): bigint => this.grid.id[thing] as bigint;
    return {
      remove: (id, bytes, start) => write(id, bytes, start),
      create: (thing, bytes, start) => write(idOf(thing), bytes, start),
      change: (thing, _isWhole, target) => write(idOf(thing), target.bytes, target.start),
      move: (thing, bytes, start) => write(idOf(thing), bytes, start),
    };
  }
}
