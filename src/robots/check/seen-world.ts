// What one client knows of its map, made of what the server sent it, message by message: creates, changes and deletes (353), moves
// (27), frames (60031) and changes of map (14). What cannot be right by itself is a fault at once; whether the rest is true is judged
// at the end, when it is known where everybody is. Its memory is bounded by the things in view, however many updates come.
import type { MapFrameS2c, ObjectUpdateS2c, OtherRoleMoveS2c, WorldObject } from '../../modules/map/map.messages.ts';
import { KNOWN_THINGS_MAX } from './limits.ts';

/** Attribute keys of a place, and the object type of the client's own role. */
const X = 3;
const Y = 4;
const SELF = 0;

export const SEEN_FAULTS = [
  /** A move that is older than one of the same thing that came before it. */
  'move-older',
  'move-unknown',
  'change-unknown',
  'delete-unknown',
  /** A frame is missing, or came twice. */
  'frame-gap',
  /** A create of a thing that was not deleted since its last create. */
  'create-known',
] as const;
export type SeenFault = (typeof SEEN_FAULTS)[number];

export interface KnownThing {
  x: number;
  y: number;
  /** The time that its latest move bears; null before the first. */
  time: number | null;
}

export type ReportFault = (fault: SeenFault, what: string) => void;

export class SeenWorld {
  /** Things in view that the server says it has not sent yet, as of the latest frame. */
  left = 0;
  /** The most that `left` was, its sum over all frames, and their number. */
  leftMax = 0;
  leftSum = 0;
  frames = 0;
  /** Things beyond `KNOWN_THINGS_MAX`. */
  unchecked = 0;
  /** Updates of things so far: it stands still when the map is quiet. */
  updates = 0;
  /** Whether moves may come late or early, as datagrams do: then such a move says nothing. */
  isLoose = false;
  readonly #report: ReportFault;
  readonly #describeSelf: (attrs: WorldObject['attrs']) => void;
  readonly #known = new Map<bigint, KnownThing>();
  #ownId: bigint | null = null;
  /** Of the latest frame of this stay; 0 before the first. */
  #frame = 0;

  /** `describeSelf` gets the attributes of the client's own role, whenever some of them come. */
  constructor(report: ReportFault, describeSelf: (attrs: WorldObject['attrs']) => void = () => {}) {
    this.#report = report;
    this.#describeSelf = describeSelf;
  }

  /** By the id of the thing, without the client's own role. */
  get known(): ReadonlyMap<bigint, Readonly<KnownThing>> {
    return this.#known;
  }

  /** The client was sent to a map (14): it forgets the things of the one before. */
  changeMap(): void {
    this.#known.clear();
    this.#frame = 0;
    this.left = 0;
  }

  frame({ frame, isKey, left }: MapFrameS2c): void {
    this.updates++;
    // A map that starts anew begins to count anew.
    const isBeginning = isKey && (frame === 1 || this.#frame === 0);
    if (!isBeginning && frame !== this.#frame + 1) this.#report('frame-gap', `frame ${frame} after ${this.#frame}`);
    this.#frame = frame;
    this.left = left;
    this.leftMax = Math.max(this.leftMax, left);
    this.leftSum += left;
    this.frames++;
    if (isKey) this.#known.clear();
  }

  update({ deleteids, createAttrs, changeAttrs }: ObjectUpdateS2c): void {
    this.updates++;
    for (const object of deleteids) this.#delete(object);
    for (const object of createAttrs) this.#create(object);
    for (const object of changeAttrs) this.#change(object);
  }

  /** True when the client saw a known thing move. */
  move({ otherId, time, posx, posy }: OtherRoleMoveS2c): boolean {
    this.updates++;
    if (otherId === this.#ownId) return false;
    const thing = this.#known.get(otherId);
    if (thing === undefined) {
      if (this.unchecked === 0 && !this.isLoose) this.#report('move-unknown', `move of ${otherId}`);
      return false;
    }
    // The time is a u32 that wraps round.
    const isOlder = thing.time !== null && ((time - thing.time) | 0) < 0;
    if (isOlder) {
      if (!this.isLoose) this.#report('move-older', `move of ${otherId} from ${time} after ${thing.time}`);
      return false;
    }
    thing.x = posx;
    thing.y = posy;
    thing.time = time;
    return true;
  }

  #create({ objectid, objecttype, attrs }: WorldObject): void {
    if (objecttype === SELF) this.#ownId = objectid;
    if (objectid === this.#ownId) {
      this.#describeSelf(attrs);
      return;
    }
    if (this.#known.has(objectid)) this.#report('create-known', `create of ${objectid}`);
    else if (this.#known.size === KNOWN_THINGS_MAX) {
      this.unchecked++;
      return;
    }
    const thing: KnownThing = { x: Number.NaN, y: Number.NaN, time: null };
    setPlace(thing, attrs);
    this.#known.set(objectid, thing);
  }

  #change({ objectid, attrs }: WorldObject): void {
    const thing = this.#known.get(objectid);
    if (objectid === this.#ownId) this.#describeSelf(attrs);
    else if (thing !== undefined) setPlace(thing, attrs);
    else if (this.unchecked === 0) this.#report('change-unknown', `change of ${objectid}`);
  }

  #delete({ objectid }: WorldObject): void {
    if (objectid === this.#ownId || this.#known.delete(objectid)) return;
    if (this.unchecked === 0) this.#report('delete-unknown', `delete of ${objectid}`);
  }
}

function setPlace(thing: KnownThing, attrs: WorldObject['attrs']): void {
  for (const { key, value } of attrs) {
    if (key === X && typeof value === 'number') thing.x = value;
    else if (key === Y && typeof value === 'number') thing.y = value;
  }
}
