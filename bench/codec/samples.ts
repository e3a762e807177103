// The messages of the codec benchmark, with values as in play.

import { UserAuthC2s } from '../../src/modules/login/login.messages.ts';
import { ObjectUpdateS2c, RoleMoveC2s } from '../../src/modules/map/map.messages.ts';
import {
  CreateRoleRequestC2s,
  CreateRoleSucessS2c,
  PlayerRoleListS2c,
} from '../../src/modules/roles/roles.messages.ts';
import type { MessageType } from '../../src/wire/index.ts';

export interface Sample {
  readonly title: string;
  readonly type: MessageType;
  /** As in the schema, with the package. */
  readonly protoName: string;
  readonly value: unknown;
}

function sample<T>(protoName: string, type: MessageType<T>, value: T): Sample {
  return { title: `${type.id} ${type.name}`, type, protoName, value };
}

export const SAMPLES: readonly Sample[] = [
  sample('jadegate.login.user_auth_c2s', UserAuthC2s, {
    username: '1000201',
    userid: '201',
    time: '1700000000',
    cm: '1',
    flag: '0123456789ABCDEF0123456789ABCDEF',
    userip: '',
    type: '',
    sid: '',
    serverid: 1,
    openid: '',
    openkey: '',
    appid: '',
    pf: '',
    pfkey: '',
  }),
  sample('jadegate.map.object_update_s2c', ObjectUpdateS2c, {
    deleteids: [],
    createAttrs: [
      {
        objectid: 60000001n,
        objecttype: 0,
        attrs: [
          { key: 0, value: 1 },
          { key: 1, value: 40 },
          { key: 3, value: 58 },
          { key: 4, value: 112 },
          { key: 5, value: 1 },
          { key: 11, value: 232 },
          { key: 1002, value: '青云剑客' },
          { key: 2010, value: 123456789012n },
          { key: 3006, value: [5100, 5200] },
          { key: 3007, value: [1, 2] },
        ],
      },
    ],
    changeAttrs: [],
  }),
  sample('jadegate.map.role_move_c2s', RoleMoveC2s, {
    time: 654321,
    posx: 10,
    posy: 20,
    path: [
      { x: 11, y: 21 },
      { x: 12, y: 22 },
      { x: 13, y: 22 },
    ],
  }),
  sample('jadegate.roles.player_role_list_s2c', PlayerRoleListS2c, {
    roles: [
      { roleid: 60000001n, name: 'Alice', lastmapid: 100, classtype: 1, gender: 0, level: 40 },
      { roleid: 60000002n, name: '纯白之恋·壹', lastmapid: 103, classtype: 2, gender: 1, level: 99 },
      { roleid: 110000003n, name: '龙🐉🔥', lastmapid: 300, classtype: 3, gender: 0, level: 150 },
    ],
  }),
  sample('jadegate.roles.create_role_request_c2s', CreateRoleRequestC2s, {
    roleName: '青云剑客',
    gender: 1,
    classtype: 3,
  }),
  sample('jadegate.roles.create_role_sucess_s2c', CreateRoleSucessS2c, { roleId: 50010000001n }),
];
