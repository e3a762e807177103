// A role as its own client sees it: the attributes of `object_update_s2c` (353). Keys and their types are the classic protocol's.
import type { LoadedRole } from '../roles/index.ts';
import type { WorldObject } from './map.messages.ts';

/** Attribute keys; the hundreds say the type (below 1000 int32, 1000 text, 2000 int64). */
export const ATTR = {
  classType: 0,
  level: 1,
  x: 3,
  y: 4,
  gender: 5,
  hp: 11,
  mp: 12,
  mpMax: 13,
  hpMax: 14,
  speed: 204,
  serverId: 912,
  name: 1002,
  exp: 2010,
} as const;

/** Values of `objecttype`. */
export const OBJECT_TYPE = { self: 0, role: 1, creature: 2, pet: 3 } as const;

export function selfObject(role: LoadedRole): WorldObject {
  const { row } = role;
  return {
    objectid: row.roleId,
    objecttype: OBJECT_TYPE.self,
    attrs: [
      { key: ATTR.classType, value: row.classType },
      { key: ATTR.level, value: row.level },
      { key: ATTR.x, value: row.x },
      { key: ATTR.y, value: row.y },
      { key: ATTR.gender, value: row.gender },
      { key: ATTR.hp, value: row.hp },
      { key: ATTR.mp, value: row.mp },
      { key: ATTR.mpMax, value: row.mpMax },
      { key: ATTR.hpMax, value: row.hpMax },
      { key: ATTR.speed, value: row.speed },
      { key: ATTR.serverId, value: row.serverId },
      { key: ATTR.name, value: row.name },
      { key: ATTR.exp, value: row.exp },
    ],
  };
}
