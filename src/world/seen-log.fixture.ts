// For the tests of a map: a sink that writes down, as short text, what each viewer gets; every update is one byte run of its thing's id.
import { type Run, runsOf } from './frame-runs.fixture.ts';
import { type Encoder, FanOut, type FanOutOptions, type Frame, Grid, type GridOptions, type Sink } from './index.ts';

const RECORD_BYTES = 16;

export class SeenLog implements Sink {
  readonly grid: Grid;
  readonly fanOut: FanOut;
  readonly budgets = new Map<number, number>();
  encoded = 0;
  /** Whether moves may be lost. */
  isLossy = false;
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
    this.grid.endFlush();
    return this.#lines;
  }

  isLoose(): boolean {
    return this.isLossy;
  }

  budget(viewer: number): number {
    return this.budgets.get(viewer) ?? 1_000_000;
  }
  send(viewer: number, frame: Frame): void {
    this.#say(viewer, frame.isKey ? `key ${frame.number}` : `frame ${frame.number}`);
    for (const run of runsOf(frame)) this.#list(viewer, run);
    if (frame.left > 0) this.#say(viewer, `left ${frame.left}`);
  }

  #list(viewer: number, { kind, bytes, start, end }: Run): void {
    for (let at = start; at < end; at += RECORD_BYTES) this.#say(viewer, `${kind} ${bytes[at]}`);
  }

  #say(viewer: number, text: string): void {
    this.#lines.push(`${this.grid.id[viewer]}: ${text}`);
  }

  #encoder(): Encoder {
    const bytes = new Uint8Array(1 << 20);
    let length = 0;
    const write = (id: bigint): void => {
      this.encoded++;
      bytes[length] = Number(id);
      length += RECORD_BYTES;
    };
    const writeThing = (thing: number): void => write(this.grid.id[thing] as bigint);
    return {
      bytes,
      get length() {
        return length;
      },
      reset: () => {
        length = 0;
      },
      remove: write,
      create: writeThing,
      change: writeThing,
      move: writeThing,
    };
  }
}
