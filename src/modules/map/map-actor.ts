// The map of one line as an actor: the roles and things on it, and a flush at each tick. All of it is memory: after a restart of the map,
// processes announce the roles that they play, and owners put their things again.

import { defineActor, defineOffer, type SelfOf, type Stream } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import { text } from '../../store/index.ts';
import type { LookEntry } from './attributes.ts';
import { mapSettings } from './map.settings.ts';
import { mapGround } from './map-ground.ts';
import { MAP_INBOX_MAX, MAP_MEMBERS_MAX, NEARBY_MAX, PRESENT_MS, RELOAD_MS } from './map-limits.ts';
import { mapMaker } from './map-maker.ts';
import type { Arrival, MapState, Shown, Step } from './map-state.ts';
import { OwnedThings, type ThingChange, type ThingMove } from './owned-things.ts';
import { mapThings, ownerName } from './thing-owners.ts';

/** Roles that this process plays: what a map asks of it. */
export interface Announcer {
  /** The role, if it is on that map, enters again. */
  announce(roleId: bigint, mapKey: string): void;
  announceAll(mapKey: string): void;
  /** The map has taken the role. */
  entered(roleId: bigint, mapKey: string): void;
  /** Whether the role's client is on that map now, and not loading another one. */
  isOn(roleId: bigint, mapKey: string): boolean;
}

export const announcer = defineOffer<Announcer>('map-announcer');

interface Owned {
  readonly owner: string;
}

interface OfRole {
  readonly roleId: bigint;
}

interface MapMemory {
  map: MapState | null;
  things: OwnedThings | null;
  /** When a flush threw, until the clients that miss something have loaded the map again. */
  failedMs: number | null;
}

const kind = defineActor({
  name: 'map',
  key: text(),
  inEachProcess: true,
  settings: mapSettings,
  // Each process has the players that it plays; a map has nothing that another process must know.
  state: (): MapMemory => ({ map: null, things: null, failedMs: null }),
  inboxMax: MAP_INBOX_MAX,
  membersMax: MAP_MEMBERS_MAX,
});
type MapSelf = SelfOf<typeof kind>;

function mapIdOf(key: string): number {
  return Number(key.slice(0, key.indexOf('/')));
}

function mapOf(self: MapSelf): MapState {
  const { map } = self.state;
  assert(map !== null, 'a map that is awake has its state');
  return map;
}

function thingsOf(self: MapSelf): OwnedThings {
  const { things } = self.state;
  assert(things !== null, 'a map that is awake has its state');
  return things;
}

/** The role's thing. A role that the map does not know was lost: it is asked to come again. */
function thingOf(self: MapSelf, roleId: bigint): number | null {
  const thing = mapOf(self).grid.find(roleId);
  if (thing === null) self.use(announcer).announce(roleId, self.key);
  return thing;
}

function leave(self: MapSelf, roleId: bigint): void {
  self.members.remove(roleId);
  mapOf(self).leave(roleId);
}

/**
 * Clients that do not know key frames get nothing after a flush that failed. They load the map again some seconds later, so that a map
 * that fails each time does not let them load all the time.
 */
function flush(self: MapSelf): void {
  const { state } = self;
  const map = mapOf(self);
  const roles = self.use(announcer);
  const isLost = (roleId: bigint): boolean => state.failedMs !== null && !map.knowsKeys(roleId);
  const streamOf = (roleId: bigint): Stream | null =>
    roles.isOn(roleId, self.key) && !isLost(roleId) ? self.members.stream(roleId) : null;
  const nowMs = self.clock.monotonicMs();
  try {
    map.flush(streamOf, nowMs);
  } catch (error) {
    state.failedMs = nowMs;
    throw error;
  }
  if (state.failedMs === null || nowMs - state.failedMs < RELOAD_MS) return;
  for (const roleId of self.members.list()) if (isLost(roleId)) roles.announce(roleId, self.key);
  state.failedMs = null;
}

export const mapOfLine = kind
  .hook('started', (self) => {
    const row = self.use(mapGround).find(mapIdOf(self.key));
    if (row === null) throw new Error(`there is no map ${mapIdOf(self.key)} in the table game_map`);
    const map = self.use(mapMaker).make(row, self.settings, self.clock.monotonicMs());
    self.state = { map, things: new OwnedThings(map, self.random), failedMs: null };
    self.use(announcer).announceAll(self.key);
  })
  .hook('left', (self, roleId) => {
    mapOf(self).leave(roleId);
  })
  .every(PRESENT_MS, (self) => {
    // Roles whose way out was lost: they are elsewhere, and seen here.
    const roles = self.use(announcer);
    for (const roleId of self.members.list()) if (!roles.isOn(roleId, self.key)) leave(self, roleId);
    thingsOf(self).sweep(self.clock.monotonicMs());
  })
  .every(({ flushMs }) => flushMs, flush)
  .on('enter', (self, arrival: Arrival) => {
    // Its session may have ended meanwhile, and another one load a map.
    if (!self.use(announcer).isOn(arrival.roleId, self.key)) return;
    self.members.add(arrival.roleId);
    const encoding = self.members.stream(arrival.roleId)?.encoding ?? null;
    if (mapOf(self).enter(arrival, encoding) !== null) {
      self.use(announcer).entered(arrival.roleId, self.key);
      return;
    }
    self.members.remove(arrival.roleId);
    self.log.warn('a role has no room on its map', { role: String(arrival.roleId), map: self.key });
  })
  .on('leave', (self, { roleId }: OfRole) => leave(self, roleId))
  .on('move', (self, { roleId, ...step }: OfRole & Step) => {
    const thing = thingOf(self, roleId);
    if (thing !== null) mapOf(self).move(thing, step);
  })
  .on('change', (self, { roleId, look }: OfRole & { readonly look: readonly LookEntry[] }) => {
    const thing = thingOf(self, roleId);
    if (thing !== null) mapOf(self).show(thing, look);
  })
  .on(
    'frames',
    (self, { roleId, isOn, bytesPerSecond }: OfRole & { readonly isOn: boolean; readonly bytesPerSecond: number }) => {
      const thing = thingOf(self, roleId);
      if (thing !== null) mapOf(self).setFrames(thing, isOn, bytesPerSecond);
    },
  )
  .on('keyFrame', (self, { roleId }: OfRole) => {
    const thing = thingOf(self, roleId);
    // Without the number before it, a client could not tell a key frame from another.
    if (thing !== null && mapOf(self).hasNumbers(thing)) mapOf(self).requestKey(thing);
  })
  .on('viewAgain', (self, { roleId, isLost }: OfRole & { readonly isLost: boolean }) => {
    const thing = thingOf(self, roleId);
    const encoding = self.members.stream(roleId)?.encoding ?? null;
    if (thing !== null && encoding !== null) mapOf(self).viewAgain(thing, encoding, isLost);
  })
  .on('present', (self, { roleIds }: { readonly roleIds: readonly bigint[] }) => {
    for (const roleId of roleIds) thingOf(self, roleId);
  })
  .on('who', (self) => self.members.list().slice(0, NEARBY_MAX))
  .on('nearby', (self, { roleId, reach = Number.POSITIVE_INFINITY }: OfRole & { readonly reach?: number }) => {
    const thing = thingOf(self, roleId);
    return thing === null ? [] : mapOf(self).rolesNear(thing, { reach, countMax: NEARBY_MAX });
  })
  .on('putThings', (self, { owner, things }: Owned & { readonly things: readonly Shown[] }) => {
    const ref = self.use(mapThings).find(owner);
    // An owner of another process: it could go without a word.
    if (ref === null) return things.map(() => null);
    self.watch(ref);
    return thingsOf(self).put(owner, things, self.clock.monotonicMs());
  })
  .on('keepThings', (self, { owner, ids }: Owned & { readonly ids: readonly bigint[] }) =>
    thingsOf(self).keep(owner, ids),
  )
  .on('listThings', (self, { owner }: Owned) => thingsOf(self).list(owner))
  .on('moveThings', (self, { owner, moves }: Owned & { readonly moves: readonly ThingMove[] }) =>
    thingsOf(self).move(owner, moves),
  )
  .on('changeThings', (self, { owner, changes }: Owned & { readonly changes: readonly ThingChange[] }) =>
    thingsOf(self).change(owner, changes),
  )
  .on('removeThings', (self, { owner, ids }: Owned & { readonly ids: readonly bigint[] }) =>
    thingsOf(self).remove(owner, ids),
  )
  .hook('gone', (self, { name, key }) => {
    const owner = ownerName(name, key);
    thingsOf(self).removeAll(owner);
    self.use(mapThings).remove(owner);
  });
