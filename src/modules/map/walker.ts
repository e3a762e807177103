// A role in the world, in the process that plays it: where it is and how it looks, kept while it walks. The row of `role_place` is
// what is kept of it, and the map of its line is a view of it.
import type { Session } from '../../gate/index.ts';
import { type MoveRules, type MoveState, startMoves } from '../../world/index.ts';
import type { LoadedRole } from '../roles/index.ts';
import type { LookEntry, LookValue } from './attributes.ts';
import { ATTR } from './map.failures.ts';

/** What the row of `role_place` has. */
export interface PlaceRow {
  readonly mapId: number;
  readonly lineId: number;
  readonly x: number;
  readonly y: number;
  readonly level: number;
  readonly gender: number;
  readonly classType: number;
}

const NO_SKILLS: readonly number[] = [];

/** The key of the map actor of a place. */
export function mapKey({ mapId, lineId }: { readonly mapId: number; readonly lineId: number }): string {
  return `${mapId}/${lineId}`;
}

/** What a client is sent of its own role besides its place, as it was loaded. */
export type Body = Pick<LoadedRole['row'], 'exp' | 'hp' | 'hpMax' | 'mp' | 'mpMax' | 'serverId' | 'speed'>;

/** What a walker is made of: a loaded role has it, and another process sends it. */
export interface WalkerRole {
  readonly row: Body & Pick<LoadedRole['row'], 'name' | 'roleId'>;
  readonly skills: readonly Pick<LoadedRole['skills'][number], 'level' | 'skillId'>[];
}

export class Walker implements PlaceRow {
  readonly roleId: bigint;
  readonly session: Session;
  readonly body: Body;
  /** The skills of its role: a skill and its level in turn. */
  readonly skills: readonly number[];
  mapId: number;
  lineId: number;
  x: number;
  y: number;
  level: number;
  gender: number;
  classType: number;
  name: string;
  mapKey: string;
  /** Whether its client has loaded the map. While it travels it is on no map. */
  isOnMap = false;
  /** Whether the map has taken it: from then on its client may know things of the map. */
  isShown = false;
  moves: MoveState;
  /** The time of the client that its last move bears; null before the first. */
  movedAt: number | null = null;
  /** How its moves are checked; null until it is on a map. */
  rules: MoveRules | null = null;
  /** When its row was written, on the clock of moves. */
  savedMs: number;
  /** What its client asked of the updates; they stay for each map. */
  hasFrameNumbers = false;
  bytesPerSecond = 0;
  /** Attributes that a game gave it. */
  #look: Map<number, LookValue> | null = null;

  constructor(
    session: Session,
    { row, skills }: WalkerRole,
    { place, nowMs }: { readonly place: PlaceRow; readonly nowMs: number },
  ) {
    this.roleId = row.roleId;
    this.session = session;
    // The rest of the row is not kept: it takes half a kilobyte. A spread list has no spare room.
    const { exp, hp, hpMax, mp, mpMax, serverId, speed } = row;
    this.body = { exp, hp, hpMax, mp, mpMax, serverId, speed };
    this.skills = skills.length === 0 ? NO_SKILLS : [...skills.flatMap(({ skillId, level }) => [skillId, level])];
    this.name = row.name;
    this.mapId = place.mapId;
    this.lineId = place.lineId;
    this.x = place.x;
    this.y = place.y;
    this.level = place.level;
    this.gender = place.gender;
    this.classType = place.classType;
    this.mapKey = mapKey(place);
    this.moves = startMoves(place, nowMs);
    this.savedMs = nowMs;
  }

  /** What another process makes it of. */
  role(): WalkerRole {
    const { body, name, roleId, skills } = this;
    const pairs: { readonly skillId: number; readonly level: number }[] = [];
    for (let at = 0; at + 1 < skills.length; at += 2) {
      pairs.push({ skillId: skills[at] as number, level: skills[at + 1] as number });
    }
    return { row: { ...body, name, roleId }, skills: pairs };
  }

  /** Puts it somewhere else: its client loads the map there. */
  travel(place: Pick<PlaceRow, 'lineId' | 'mapId' | 'x' | 'y'>, nowMs: number): void {
    this.mapId = place.mapId;
    this.lineId = place.lineId;
    this.x = place.x;
    this.y = place.y;
    this.mapKey = mapKey(place);
    this.moves = startMoves(place, nowMs);
    this.isOnMap = false;
    this.isShown = false;
  }

  /** What the row should be. */
  row(): PlaceRow {
    const { mapId, lineId, x, y, level, gender, classType } = this;
    return { mapId, lineId, x, y, level, gender, classType };
  }

  setLook(entries: readonly LookEntry[]): void {
    this.#look ??= new Map();
    for (const { key, value } of entries) this.#look.set(key, value);
  }

  /** Attributes that a game gave it. */
  ownLook(): readonly LookEntry[] {
    return [...(this.#look ?? [])].map(([key, value]) => ({ key, value }));
  }

  /** What others see of it. */
  look(): readonly LookEntry[] {
    return [
      { key: ATTR.classType, value: this.classType },
      { key: ATTR.level, value: this.level },
      { key: ATTR.gender, value: this.gender },
      { key: ATTR.speed, value: this.body.speed },
      { key: ATTR.serverId, value: this.body.serverId },
      { key: ATTR.name, value: this.name },
      ...this.ownLook(),
    ];
  }
}
