// A role as its own client sees it, in `object_update_s2c` (353).
import { ATTR, OBJECT_TYPE } from './map.failures.ts';
import type { WorldObject } from './map.messages.ts';
import type { Walker } from './walker.ts';

export function selfObject(walker: Walker): WorldObject {
  const { body } = walker;
  return {
    objectid: walker.roleId,
    objecttype: OBJECT_TYPE.self,
    attrs: [
      { key: ATTR.classType, value: walker.classType },
      { key: ATTR.level, value: walker.level },
      { key: ATTR.x, value: walker.x },
      { key: ATTR.y, value: walker.y },
      { key: ATTR.gender, value: walker.gender },
      { key: ATTR.hp, value: body.hp },
      { key: ATTR.mp, value: body.mp },
      { key: ATTR.mpMax, value: body.mpMax },
      { key: ATTR.hpMax, value: body.hpMax },
      { key: ATTR.speed, value: body.speed },
      { key: ATTR.serverId, value: body.serverId },
      { key: ATTR.name, value: walker.name },
      { key: ATTR.exp, value: body.exp },
      ...walker.ownLook(),
    ],
  };
}
