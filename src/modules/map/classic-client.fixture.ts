// A client that behaves as the classic server's own robot does: framed TCP, the packed layout, the order of the messages on the way in,
// paths that are written backwards. It knows the classic messages and no other, and reads each to its last byte. It imports nothing of
// this project: a test gives it the bytes that came, and takes those that it sends.
import { ClassicReader, ClassicWriter } from './classic-bytes.fixture.ts';

export const MALE = 1;
export const FEMALE = 0;

export interface ClassicRole {
  readonly account: string;
  /** 1 male, 0 female. */
  readonly gender: number;
  readonly classType: number;
}

export interface ClassicPlace {
  readonly x: number;
  readonly y: number;
  readonly line: number;
  readonly map: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

type AttributeValue = number | bigint | string | readonly number[] | readonly string[];

export interface ClassicObject {
  readonly type: number;
  readonly attributes: Map<number, AttributeValue>;
}

export interface ClassicLine {
  readonly type: number;
  readonly fromId: bigint;
  readonly from: string;
  readonly words: string;
}

export interface ClassicMove extends Point {
  readonly id: bigint;
  readonly time: number;
  readonly path: readonly Point[];
}

const ID = {
  roleList: 5,
  lineQuery: 6,
  lines: 7,
  selectRole: 10,
  mapComplete: 13,
  mapChange: 14,
  move: 25,
  heartbeat: 26,
  otherMove: 27,
  mapChangeFailed: 63,
  skills: 71,
  say: 140,
  line: 141,
  lineFailed: 142,
  objects: 353,
  createRole: 400,
  roleCreated: 401,
  createFailed: 402,
  auth: 410,
  authFailed: 411,
  newcomer: 422,
  randomNames: 1120,
} as const;

export class ClassicClient {
  readonly role: ClassicRole;
  /** The state as the classic client has it. */
  state: 'connected' | 'authing' | 'creating' | 'line' | 'logining' | 'loading' | 'gaming' | 'refused' = 'connected';
  roleId = 0n;
  /** Ids of all messages that came, in order. */
  readonly ids: number[] = [];
  /** Each place to which the server sent it (14). */
  readonly places: ClassicPlace[] = [];
  /** What it sees, its own role too, by id. */
  readonly objects = new Map<bigint, ClassicObject>();
  readonly moves: ClassicMove[] = [];
  readonly lines: ClassicLine[] = [];
  readonly refusals: string[] = [];
  readonly beats: number[] = [];
  readonly #send: (bytes: Uint8Array) => void;
  #bytes: Uint8Array = new Uint8Array(0);
  #hasRole = false;

  constructor(role: ClassicRole, send: (bytes: Uint8Array) => void) {
    this.role = role;
    this.#send = send;
  }

  get place(): ClassicPlace | null {
    return this.places.at(-1) ?? null;
  }

  /** Signs in. The rest of the way into the world follows from what the server answers. */
  signIn(): void {
    this.state = 'authing';
    const fields = [this.role.account, '', '', '', '', '', '', ''];
    const writer = new ClassicWriter().u16(ID.auth);
    for (const field of fields) writer.text(field);
    writer.i32(1);
    for (let field = 0; field < 5; field++) writer.text('');
    this.#frame(writer);
  }

  /** Walks from where it is, straight on: the path is sent from its end to its beginning. */
  walk(to: Point, time: number): void {
    const { place } = this;
    if (place === null) throw new Error('it is nowhere');
    const path: Point[] = [];
    let { x, y } = place;
    while (x !== to.x || y !== to.y) {
      x += Math.sign(to.x - x);
      y += Math.sign(to.y - y);
      path.unshift({ x, y });
    }
    this.places.push({ ...place, ...to });
    const writer = new ClassicWriter().u16(ID.move).i32(time).i32(to.x).i32(to.y);
    this.#frame(writer.list(path, (point) => writer.i32(point.x).i32(point.y)));
  }

  say(type: number, words: string, to = ''): void {
    const writer = new ClassicWriter().u16(ID.say).i32(type).i32(0).text(to).text(words);
    this.#frame(writer.list([], () => {}).i32(0));
  }

  beat(time: number): void {
    this.#frame(new ClassicWriter().u16(ID.heartbeat).i32(time));
  }

  /** Takes bytes that came, cut anywhere. */
  receive(bytes: Uint8Array): void {
    this.#bytes = Uint8Array.from([...this.#bytes, ...bytes]);
    while (this.#bytes.length >= 2) {
      const end = 2 + new ClassicReader(this.#bytes).u16();
      if (this.#bytes.length < end) return;
      const packet = this.#bytes.slice(2, end);
      this.#bytes = this.#bytes.slice(end);
      this.#take(packet);
    }
  }

  #take(packet: Uint8Array): void {
    const reader = new ClassicReader(packet);
    const id = reader.u16();
    this.ids.push(id);
    if (this.#read(id, reader)) reader.end(id);
  }

  /** False for a message that the classic client does not know: it passes over it. */
  #read(id: number, r: ClassicReader): boolean {
    switch (id) {
      case ID.roleList:
        this.#readRoles(r);
        return true;
      case ID.randomNames:
        this.#create(r.text(), r.text());
        return true;
      case ID.roleCreated:
        this.roleId = r.i64();
        // Straight to 10: in this state the classic server does not answer 6.
        this.#select(1);
        return true;
      case ID.lines:
        this.#chooseLine(r.list(() => ({ line: r.i32(), roles: r.i32() })));
        return true;
      case ID.objects:
        this.#readObjects(r);
        return true;
      case ID.skills:
        r.i64();
        r.list(() => [r.i32(), r.i32(), r.i32()]);
        return true;
      case ID.mapChange:
        this.#load({ x: r.i32(), y: r.i32(), line: r.i32(), map: r.i32() });
        return true;
      case ID.newcomer:
        return true;
      default:
        return this.#readInWorld(id, r);
    }
  }

  #readInWorld(id: number, r: ClassicReader): boolean {
    switch (id) {
      case ID.otherMove:
        this.#readMove(r);
        return true;
      case ID.line:
        this.#readLine(r);
        return true;
      case ID.heartbeat:
        this.beats.push(r.i32());
        return true;
      case ID.authFailed:
      case ID.createFailed:
      case ID.mapChangeFailed:
        this.refusals.push(`${id} ${r.i32()}`);
        this.state = 'refused';
        return true;
      case ID.lineFailed:
        this.refusals.push(`${id} ${r.i32()} ${r.i32()}`);
        return true;
      default:
        return false;
    }
  }

  #readRoles(r: ClassicReader): void {
    const roles = r.list(() => ({ id: r.i64(), name: r.text(), map: r.i32(), rest: [r.i32(), r.i32(), r.i32()] }));
    const first = roles[0];
    this.state = 'creating';
    // Without a role the names follow (1120).
    if (first === undefined) return;
    this.#hasRole = true;
    this.roleId = first.id;
    this.state = 'line';
    this.#frame(new ClassicWriter().u16(ID.lineQuery).i32(first.map));
  }

  #create(boyName: string, girlName: string): void {
    if (this.#hasRole) throw new Error('names are offered to an account that has a role');
    const { gender, classType } = this.role;
    const writer = new ClassicWriter().u16(ID.createRole).text(gender === MALE ? boyName : girlName);
    this.#frame(writer.i32(gender).i32(classType));
  }

  #chooseLine(lines: readonly { readonly line: number; readonly roles: number }[]): void {
    const [best] = [...lines].sort((one, other) => one.roles - other.roles);
    if (this.state === 'line') this.#select(best?.line ?? 0);
  }

  #select(line: number): void {
    this.state = 'logining';
    this.#frame(new ClassicWriter().u16(ID.selectRole).i64(this.roleId).i32(line));
  }

  #load(place: ClassicPlace): void {
    this.places.push(place);
    // A scene is loaded: what stood in the old one is gone.
    for (const id of this.objects.keys()) if (id !== this.roleId) this.objects.delete(id);
    this.state = 'gaming';
    this.#frame(new ClassicWriter().u16(ID.mapComplete));
  }

  #readObjects(r: ClassicReader): void {
    const objects = () => r.list(() => ({ id: r.i64(), type: r.i32(), attributes: r.list(() => readAttribute(r)) }));
    const [deleted, created, changed] = [objects(), objects(), objects()];
    for (const { id } of deleted) {
      if (!this.objects.delete(id)) throw new Error(`object ${id} was deleted and never seen`);
    }
    for (const { id, type, attributes } of created) {
      if (this.objects.has(id) && id !== this.roleId) throw new Error(`object ${id} was created twice`);
      this.objects.set(id, { type, attributes: new Map(attributes) });
    }
    for (const { id, attributes } of changed) {
      const known = this.objects.get(id);
      if (known === undefined) throw new Error(`object ${id} changed and was never seen`);
      for (const [key, value] of attributes) known.attributes.set(key, value);
    }
  }

  #readMove(r: ClassicReader): void {
    const move = {
      id: r.i64(),
      time: r.i32(),
      x: r.i32(),
      y: r.i32(),
      path: r.list(() => ({ x: r.i32(), y: r.i32() })),
    };
    if (!this.objects.has(move.id)) throw new Error(`object ${move.id} moved and was never seen`);
    this.moves.push(move);
  }

  #readLine(r: ClassicReader): void {
    const type = r.i32();
    r.i32();
    r.i32();
    const [fromId, from, words] = [r.i64(), r.text(), r.text()];
    r.list(() => r.text());
    r.i32();
    r.i32();
    this.lines.push({ type, fromId, from, words });
  }

  #frame(writer: ClassicWriter): void {
    const { bytes } = writer;
    this.#send(Uint8Array.from([...new ClassicWriter().u16(bytes.length).bytes, ...bytes]));
  }
}

/** The type of a value depends on the range of its key. */
function readAttribute(r: ClassicReader): readonly [number, AttributeValue] {
  const key = r.i32();
  const thousand = Math.floor(key / 1_000);
  if (thousand === 1) return [key, r.text()];
  if (thousand === 2) return [key, r.i64()];
  if (thousand === 3) return [key, r.list(() => r.i32())];
  if (thousand === 4) return [key, r.list(() => r.text())];
  return [key, r.i32()];
}
