// For the simulation of a map: a plain encoding of updates, and a client that checks each frame on its own: order, gaps, doubles, cap.
import { type Run, runsOf } from './frame-runs.fixture.ts';
import type { Encoder, Frame, Grid, Looks } from './index.ts';

const REMOVE = 1;
const CREATE = 2;
const CHANGE = 3;
const MOVE = 4;

export interface Seen {
  x: number;
  y: number;
  readonly look: Map<number, number>;
}

/** Attributes are numbers; a record is a kind, an id and what the kind needs. */
export class PlainEncoder implements Encoder {
  readonly bytes = new Uint8Array(1 << 20);
  readonly #view = new DataView(this.bytes.buffer);
  readonly #grid: Grid;
  readonly #looks: Looks;
  length = 0;

  constructor(grid: Grid, looks: Looks) {
    this.#grid = grid;
    this.#looks = looks;
  }

  reset(): void {
    this.length = 0;
  }

  remove(id: bigint): void {
    this.#head(REMOVE, id);
  }

  create(thing: number): void {
    this.#head(CREATE, this.#grid.id[thing] as bigint);
    this.#place(thing);
    this.#attributes(thing, this.#looks.whole(thing).keys());
  }

  change(thing: number, isWhole: boolean): void {
    this.#head(CHANGE, this.#grid.id[thing] as bigint);
    this.#attributes(thing, isWhole ? this.#looks.whole(thing).keys() : this.#looks.changed(thing));
  }

  move(thing: number): void {
    this.#head(MOVE, this.#grid.id[thing] as bigint);
    this.#place(thing);
  }

  #head(kind: number, id: bigint): void {
    this.#view.setUint8(this.length, kind);
    this.#view.setBigInt64(this.length + 1, id);
    this.length += 9;
  }

  #place(thing: number): void {
    this.#view.setInt32(this.length, this.#grid.x[thing] as number);
    this.#view.setInt32(this.length + 4, this.#grid.y[thing] as number);
    this.length += 8;
  }

  #attributes(thing: number, keys: Iterable<number>): void {
    const list = [...keys];
    this.#view.setUint8(this.length++, list.length);
    for (const key of list) {
      this.#view.setInt16(this.length, key);
      this.#view.setInt32(this.length + 2, Number(this.#looks.whole(thing).get(key)));
      this.length += 6;
    }
  }
}

interface Out {
  readonly view: DataView;
  at: number;
}

export class CheckingClient {
  readonly id: bigint;
  readonly known = new Map<bigint, Seen>();
  hasKey = false;
  budget = 0;
  updates = 0;
  readonly #report: (text: string) => void;
  #frame = 0;
  #bytes = 0;
  #kind = 0;
  readonly #inFrame = new Set<string>();

  constructor(id: bigint, report: (text: string) => void) {
    this.id = id;
    this.#report = (text) => report(`${text} (viewer ${id}, frame ${this.#frame})`);
  }

  take(frame: Frame): void {
    const { number, isKey } = frame;
    if (number !== this.#frame + 1) this.#report(`gap: frame ${number} came`);
    if (!isKey && !this.hasKey) this.#report('gap: the first frame is no key frame');
    this.#frame = number;
    this.#bytes = 0;
    this.#kind = REMOVE;
    this.#inFrame.clear();
    if (isKey) this.known.clear();
    this.hasKey = true;
    for (const run of runsOf(frame)) this.#takeRun(run);
  }

  /** Decodes a run of updates that must all be of this kind. */
  #takeRun({ kind, bytes, start, end }: Run): void {
    const wanted = { remove: REMOVE, create: CREATE, change: CHANGE, move: MOVE }[kind];
    if (wanted < this.#kind) this.#report(`order: a ${kind} came late`);
    this.#kind = wanted;
    this.#bytes += end - start;
    if (this.#bytes > this.budget) this.#report(`cap: ${this.#bytes} bytes of ${this.budget}`);
    const out: Out = { view: new DataView(bytes.buffer, bytes.byteOffset), at: start };
    while (out.at < end) {
      const got = out.view.getUint8(out.at);
      const id = out.view.getBigInt64(out.at + 1);
      out.at += 9;
      if (got !== wanted) {
        this.#report(`order: kind ${got} in a run of ${kind}`);
        return;
      }
      if (id === this.id) this.#report(`self: ${kind} of the viewer itself`);
      if (this.#inFrame.has(`${kind} ${id}`)) this.#report(`doubled: ${kind} of ${id}`);
      this.#inFrame.add(`${kind} ${id}`);
      this.updates++;
      this.#apply(got, id, out);
    }
  }

  #apply(kind: number, id: bigint, out: Out): void {
    const known = this.known.get(id);
    if (kind === REMOVE) {
      if (!this.known.delete(id)) this.#report(`unseen: remove of ${id}`);
      return;
    }
    if (kind === CREATE) {
      if (known !== undefined) this.#report(`doubled: create of ${id}, which is known`);
      const created: Seen = { x: 0, y: 0, look: new Map() };
      place(out, created);
      this.#attributes(out, id, created);
      this.known.set(id, created);
      return;
    }
    if (known === undefined) this.#report(`unseen: kind ${kind} of ${id}`);
    const seen = known ?? { x: 0, y: 0, look: new Map() };
    if (kind === MOVE) place(out, seen);
    else this.#attributes(out, id, seen);
  }

  #attributes(out: Out, id: bigint, seen: Seen): void {
    const keys = new Set<number>();
    for (let left = out.view.getUint8(out.at++); left > 0; left--) {
      const key = out.view.getInt16(out.at);
      if (keys.has(key)) this.#report(`doubled: key ${key} of ${id}`);
      keys.add(key);
      seen.look.set(key, out.view.getInt32(out.at + 2));
      out.at += 6;
    }
  }
}

function place(out: Out, seen: Seen): void {
  seen.x = out.view.getInt32(out.at);
  seen.y = out.view.getInt32(out.at + 4);
  out.at += 8;
}
