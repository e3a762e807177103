// What others can do to a role's place and look, whether somebody plays the role or not.
import { defineRoleActor } from '../../actor/index.ts';
import { lineDesk } from '../lines/index.ts';
import { rolePlace } from '../roles/index.ts';
import { type LookEntry, lookFault } from './attributes.ts';
import { changeLine } from './change-line.ts';
import { ATTR, OBJECT_TYPE } from './map.failures.ts';
import { ObjectUpdateS2c } from './map.messages.ts';
import { isOnMap, mapGround } from './map-ground.ts';
import { travel } from './travel.ts';
import type { PlaceRow, Walker } from './walker.ts';
import { walkers } from './walkers.ts';

export interface TeleportArgs {
  /** The present map unless given. */
  readonly mapId?: number;
  /** A wish; the present line unless given. */
  readonly lineId?: number;
  readonly x: number;
  readonly y: number;
}

interface LineMoveArgs {
  readonly mapId: number;
  readonly fromLineId: number;
  readonly toLineId: number;
}

export interface ChangeArgs {
  readonly level?: number;
  readonly gender?: number;
  readonly classType?: number;
  /** Attributes that others see, by the keys of the classic protocol. They last until the role leaves the game. */
  readonly look?: readonly LookEntry[];
}

export const walker = defineRoleActor({ name: 'walker', tables: { place: rolePlace } })
  .on('place', (self): PlaceRow | null => self.use(walkers).find(self.key)?.row() ?? self.rows.place.get())
  .on('teleport', async (self, { mapId, lineId, x, y }: TeleportArgs) => {
    const all = self.use(walkers);
    const played = all.find(self.key);
    const last = played?.row() ?? self.rows.place.get();
    if (last === null) return 'no-place';
    const to = { mapId: mapId ?? last.mapId, lineId: lineId ?? last.lineId, x, y };
    const map = self.use(mapGround).find(to.mapId);
    if (map === null) return 'no-such-map';
    if (!isOnMap(map, x, y)) return 'off-map';
    if (self.use(mapGround).isBlocked(to.mapId, x, y)) return 'blocked';
    if (played === null) {
      self.rows.place.upsert({ ...last, ...to });
      return 'done';
    }
    const isSame = to.mapId === last.mapId && to.lineId === last.lineId;
    const desk = self.use(lineDesk);
    const line = isSame ? last : await desk.join(self, { roleId: self.key, mapId: to.mapId, wish: to.lineId });
    if (typeof line === 'string') return 'full';
    if (to.mapId !== last.mapId) desk.leave(self, { mapId: last.mapId, roleId: self.key });
    travel(self, { walkers: all, walker: played }, { ...to, lineId: line.lineId });
    return 'done';
  })
  .on('reload', (self) => {
    const all = self.use(walkers);
    const played = all.find(self.key);
    if (played?.isOnMap === true) travel(self, { walkers: all, walker: played }, played);
  })
  .on('toLine', async (self, { mapId, fromLineId, toLineId }: LineMoveArgs) => {
    const played = self.use(walkers).find(self.key);
    if (played === null || !played.isOnMap || played.mapId !== mapId || played.lineId !== fromLineId) return;
    // A role that may not travel now is asked again.
    await changeLine(self, played, toLineId);
  })
  .on('change', (self, { look = [], ...args }: ChangeArgs) => {
    const fault = lookFault(look);
    if (fault !== null) throw new TypeError(`a look of role ${self.key}: ${fault}`);
    const played = self.use(walkers).find(self.key);
    const last = played?.row() ?? self.rows.place.get();
    if (last === null) return 'no-place';
    const { level = last.level, gender = last.gender, classType = last.classType } = args;
    self.rows.place.upsert({ ...last, level, gender, classType });
    if (played === null) return 'done';
    const shown = [...changed(played, { level, gender, classType }), ...look];
    played.setLook(look);
    if (shown.length === 0) return 'done';
    self.use(walkers).show(played, shown);
    const own = { objectid: self.key, objecttype: OBJECT_TYPE.self, attrs: shown };
    self.reply(ObjectUpdateS2c, { deleteids: [], createAttrs: [], changeAttrs: [own] });
    return 'done';
  });

/** Brings the walker up to date, and gives what of it changed. */
function changed(
  walker: Walker,
  { level, gender, classType }: Pick<PlaceRow, 'classType' | 'gender' | 'level'>,
): readonly LookEntry[] {
  const shown: LookEntry[] = [];
  if (walker.level !== level) shown.push({ key: ATTR.level, value: level });
  if (walker.gender !== gender) shown.push({ key: ATTR.gender, value: gender });
  if (walker.classType !== classType) shown.push({ key: ATTR.classType, value: classType });
  walker.level = level;
  walker.gender = gender;
  walker.classType = classType;
  return shown;
}
