// The walkers of this process: roles that it plays. They know their maps and tell them what they do; a map that lost a role asks here.
import { defineOffer, type Ref } from '../../actor/index.ts';
import { BigintMap, type Counter, type Counters } from '../../base/index.ts';
import type { Scope, Session } from '../../gate/index.ts';
import type { MoveRules, MoveSuspicion } from '../../world/index.ts';
import type { PlayerOnLine } from '../lines/index.ts';
import type { LoadedRole } from '../roles/index.ts';
import type { LookEntry } from './attributes.ts';
import { ATTR } from './map.failures.ts';
import type { MapSettings } from './map.settings.ts';
import { type Announcer, mapOfLine } from './map-actor.ts';
import { type MapGround, mapGround } from './map-ground.ts';
import { PRESENT_ROLES_MAX } from './map-limits.ts';
import type { Step } from './map-state.ts';
import type { Walker } from './walker.ts';

/** A role that was selected and does not enter yet. */
export interface Chosen {
  readonly role: LoadedRole;
  /** The line that its player wishes; 0 for none. */
  readonly wish: number;
  /** Roles that it wants to be with. */
  readonly company: readonly bigint[];
}

type MapRef = Ref<typeof mapOfLine>;
type MapScope = Pick<Scope<unknown, MapSettings>, 'actor' | 'settings' | 'use'>;

export const walkers = defineOffer<Walkers>('walkers');

/** The speed of new roles, with which the settings count. */
const USUAL_SPEED = 200;
/** A map that the world file lost while roles are on it: nobody moves there. */
const NOWHERE = { width: 0, height: 0 };

export class Walkers implements Announcer {
  readonly #scope: MapScope;
  readonly #byRole = new BigintMap<Walker>();
  readonly #chosen = new WeakMap<Session, Chosen>();
  readonly #ground: MapGround;
  /** The rules by map; those of the latest walker that came. Nearly all walkers of a map have the same. */
  readonly #rules = new Map<number, MoveRules>();

  /** Moves of clients that load a map. */
  readonly ignoredMoves: Counter;
  readonly #counters: Counters;

  /** Lets the client of a role load its map again. */
  readonly #reload: (roleId: bigint) => void;

  constructor(scope: MapScope, counters: Counters, reload: (roleId: bigint) => void) {
    this.#scope = scope;
    this.#ground = scope.use(mapGround);
    this.#counters = counters;
    this.#reload = reload;
    this.ignoredMoves = counters.counter('moves_ignored');
  }

  /** Counts moves that no player can make. */
  suspicious(suspicion: MoveSuspicion): Counter {
    return this.#counters.counter('moves_suspicious', suspicion);
  }

  get count(): number {
    return this.#byRole.size;
  }

  choose(session: Session, chosen: Chosen): void {
    this.#chosen.set(session, chosen);
  }

  /** What the session has chosen, once. */
  takeChosen(session: Session): Chosen | null {
    const chosen = this.#chosen.get(session) ?? null;
    this.#chosen.delete(session);
    return chosen;
  }

  add(walker: Walker): void {
    this.#byRole.set(walker.roleId, walker);
  }

  find(roleId: bigint): Walker | null {
    return this.#byRole.get(roleId) ?? null;
  }

  /** The walker leaves the game. */
  remove(walker: Walker): void {
    walker.isOnMap = false;
    if (this.#byRole.get(walker.roleId) === walker) this.#byRole.delete(walker.roleId);
  }

  /** Its client has loaded the map. */
  arrive(walker: Walker): void {
    walker.isOnMap = true;
    walker.rules = this.#rulesOf(walker);
    this.#enter(walker);
  }

  /** It was on its map in another process; `isShown`: its client knows things of the map. */
  moveIn(walker: Walker, isShown: boolean): void {
    walker.isOnMap = true;
    walker.rules = this.#rulesOf(walker);
    walker.isShown = isShown;
    this.#comeAgain(walker);
  }

  /** It leaves its map, whose clients hear of it with the next flush. Its own client gets nothing more of that map from now on. */
  leaveMap(walker: Walker): void {
    if (!walker.isOnMap) return;
    walker.isOnMap = false;
    walker.isShown = false;
    this.#mapOf(walker).tell.leave({ roleId: walker.roleId });
  }

  move(walker: Walker, step: Step): void {
    this.#mapOf(walker).tell.move({ roleId: walker.roleId, ...step });
  }

  show(walker: Walker, look: readonly LookEntry[]): void {
    if (walker.isOnMap) this.#mapOf(walker).tell.change({ roleId: walker.roleId, look });
  }

  rename(roleId: bigint, name: string): void {
    const walker = this.find(roleId);
    if (walker === null) return;
    walker.name = name;
    this.show(walker, [{ key: ATTR.name, value: name }]);
  }

  requestFrames(walker: Walker): void {
    const { roleId, hasFrameNumbers: isOn, bytesPerSecond } = walker;
    if (walker.isOnMap) this.#mapOf(walker).tell.frames({ roleId, isOn, bytesPerSecond });
  }

  requestKey(walker: Walker): void {
    if (walker.isOnMap) this.#mapOf(walker).tell.keyFrame({ roleId: walker.roleId });
  }

  /** Its client came back over a new connection. `isLost`: it may have missed frames. */
  viewAgain(walker: Walker, isLost: boolean): void {
    if (walker.isOnMap) this.#mapOf(walker).tell.viewAgain({ roleId: walker.roleId, isLost });
  }

  /** How its moves are checked where it is. */
  #rulesOf({ mapId, body }: Walker): MoveRules {
    const { profile, tilesPerSecond: usual } = this.#scope.settings;
    const { width, height } = this.#ground.find(mapId) ?? NOWHERE;
    const tilesPerSecond = (usual * body.speed) / USUAL_SPEED;
    const known = this.#rules.get(mapId);
    const isSame = known?.tilesPerSecond === tilesPerSecond && known.profile === profile;
    if (isSame && known.width === width && known.height === height) return known;
    const isBlocked = (x: number, y: number): boolean => this.#ground.isBlocked(mapId, x, y);
    const rules = { profile, tilesPerSecond, width, height, isBlocked };
    this.#rules.set(mapId, rules);
    return rules;
  }

  entered(roleId: bigint, mapKey: string): void {
    const walker = this.find(roleId);
    if (walker?.mapKey === mapKey) walker.isShown = walker.isOnMap;
  }

  announce(roleId: bigint, mapKey: string): void {
    const walker = this.find(roleId);
    if (walker?.mapKey === mapKey && walker.isOnMap) this.#comeAgain(walker);
  }

  announceAll(mapKey: string): void {
    for (const walker of this.#byRole.values()) {
      if (walker.isShown && walker.mapKey === mapKey) this.#comeAgain(walker);
    }
  }

  /** A client that does not know key frames would keep what it knew: it loads the map again. */
  #comeAgain(walker: Walker): void {
    if (!walker.isShown || walker.hasFrameNumbers) this.#enter(walker);
    else this.#reload(walker.roleId);
  }

  isOn(roleId: bigint, mapKey: string): boolean {
    const walker = this.find(roleId);
    return walker !== null && walker.mapKey === mapKey && walker.isOnMap;
  }

  /** The roles on all lines of a map, those that load it included. */
  *playersOn(mapId: number): Iterable<PlayerOnLine> {
    for (const walker of this.#byRole.values()) {
      if (walker.mapId === mapId) yield { roleId: walker.roleId, lineId: walker.lineId };
    }
  }

  /** Tells each map which roles of this process are on it. */
  tellPresent(): void {
    const byMap = new Map<string, bigint[]>();
    for (const { isOnMap, mapKey, roleId } of this.#byRole.values()) {
      if (!isOnMap) continue;
      const roleIds = byMap.get(mapKey);
      if (roleIds === undefined) byMap.set(mapKey, [roleId]);
      else roleIds.push(roleId);
    }
    for (const [key, roleIds] of byMap) {
      const map = this.#scope.actor(mapOfLine, key);
      for (let at = 0; at < roleIds.length; at += PRESENT_ROLES_MAX) {
        map.tell.present({ roleIds: roleIds.slice(at, at + PRESENT_ROLES_MAX) });
      }
    }
  }

  #enter(walker: Walker): void {
    const { roleId, x, y, hasFrameNumbers, bytesPerSecond } = walker;
    this.#mapOf(walker).tell.enter({ roleId, x, y, look: walker.look(), hasFrameNumbers, bytesPerSecond });
  }

  #mapOf({ mapKey }: Walker): MapRef {
    return this.#scope.actor(mapOfLine, mapKey);
  }
}
