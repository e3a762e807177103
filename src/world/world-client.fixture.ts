// For the simulation of a map: a plain encoding of updates, and a client that checks each frame on its own: order, gaps, doubles, cap.
import type { Encoder, Grid, Looks, Run } from './index.ts';

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
  readonly #grid: Grid;
  readonly #looks: Looks;

  constructor(grid: Grid, looks: Looks) {
    this.#grid = grid;
    this.#looks = looks;
  }

  remove(id: bigint, bytes: Uint8Array, start: number): number {
    return head(bytes, start, { kind: REMOVE, id }).at;
  }

  create(thing: number, bytes: Uint8Array, start: number): number {
    const out = head(bytes, start, { kind: CREATE, id: this.#grid.id[thing] as bigint });
    this.#place(out, thing);
    return this.#attributes(out, thing, this.#looks.whole(thing).keys());
  }

  change(
    thing: number,
    isWhole: boolean,
    { bytes, start }: { readonly bytes: Uint8Array; readonly start: number },
  ): number {
    const out = head(bytes, start, { kind: CHANGE, id: this.#grid.id[thing] as bigint });
    return this.#attributes(out, thing, isWhole ? this.#looks.whole(thing).keys() : this.#looks.changed(thing));
  }

  move(thing: number, bytes: Uint8Array, start: number): number {
    const out = head(bytes, start, { kind: MOVE, id: this.#grid.id[thing] as bigint });
    this.#place(out, thing);
    return out.at;
  }

  #place(out: Out, thing: number): void {
    out.view.setInt32(out.at, this.#grid.x[thing] as number);
    out.view.setInt32(out.at + 4, this.#grid.y[thing] as number);
    out.at += 8;
  }

  #attributes(out: Out, thing: number, keys: Iterable<number>): number {
    const list = [...keys];
    out.view.setUint8(out.at++, list.length);
    for (const key of list) {
      out.view.setInt16(out.at, key);
      out.view.setInt32(out.at + 2, Number(this.#looks.whole(thing).get(key)));
      out.at += 6;
    }
    return out.at;
  }
}

interface Out {
  readonly view: DataView;
  at: number;
}

function head(bytes: Uint8Array, start: number, { kind, id }: { kind: number; id: bigint }): Out {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint8(start, kind);
  view.setBigInt64(start + 1, id);
  return { view, at: start + 9 };
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

  begin(frame: number, isKey: boolean): void {
    if (frame !== this.#frame + 1) this.#report(`gap: frame ${frame} came`);
    if (!isKey && !this.hasKey) this.#report('gap: the first frame is no key frame');
    this.#frame = frame;
    this.#bytes = 0;
    this.#kind = REMOVE;
    this.#inFrame.clear();
    if (isKey) this.known.clear();
    this.hasKey = true;
  }

  /** Decodes a run of updates that must all be of this kind. */
  take(kind: 'remove' | 'create' | 'change' | 'move', { bytes, start, end }: Run): void {
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
