// A role as its own client sees it, in `object_update_s2c` (353).
import { ATTR, OBJECT_TYPE } from './map.failures.ts';
import type { WorldObject } from './map.messages.ts';
import type { Walker } from './walker.ts';

export function selfObject(walker: Walker): WorldObject {
  const { row } = walker.role;
  return {
    objectid: walker.roleId,
    objecttype: OBJECT_TYPE.self,
    attrs: [
      { key: ATTR.classType, value: walker.classType },
      { key: ATTR.level, value: walker.level },
      { key: ATTR.x, value: walker.x },
      { key: ATTR.y, value: walker.y },
      { key: ATTR.gender, value: walker.gender },
      { key: ATTR.hp, value: row.hp },
      { key: ATTR.mp, value: row.mp },
      { key: ATTR.mpMax, value: row.mpMax },
      { key: ATTR.hpMax, value: row.hpMax },
      { key: ATTR.speed, value: row.speed },
      { key: ATTR.serverId, value: row.serverId },
      { key: ATTR.name, value: walker.name },
      { key: ATTR.exp, value: row.exp },
      ...walker.ownLook(),
    ],
  };
}
