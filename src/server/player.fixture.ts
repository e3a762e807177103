// The steps of a player's path, each as a client of the classic server takes it.
import assert from 'node:assert/strict';
import * as lines from '../modules/lines/lines.messages.ts';
import { emptyCredentials } from '../modules/login/index.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import * as map from '../modules/map/map.messages.ts';
import * as roles from '../modules/roles/roles.messages.ts';
import type { RawClient } from './raw-client.fixture.ts';

export type RoleEntry = roles.PlayerRoleListS2c['roles'][number];

/** Signs in and gives the roles that are listed. */
export async function signIn(client: RawClient, account: string): Promise<readonly RoleEntry[]> {
  client.say(UserAuthC2s, emptyCredentials({ username: account, serverid: 1 }));
  const { roles: listed } = await client.next(roles.PlayerRoleListS2c);
  return listed;
}

/** Creates a role with the name that was offered, or another. */
export async function createRole(client: RawClient, name?: string): Promise<bigint> {
  const offered = name ?? (await client.next(roles.InitRandomRolenameS2c)).bn;
  client.say(roles.CreateRoleRequestC2s, { roleName: offered, gender: 1, classtype: 1 });
  const { roleId } = await client.next(roles.CreateRoleSucessS2c);
  return roleId;
}

/** Creates a role that must be refused, and gives the code. */
export async function failToCreate(client: RawClient, name: string): Promise<number> {
  client.say(roles.CreateRoleRequestC2s, { roleName: name, gender: 1, classtype: 1 });
  const { reasonid } = await client.next(roles.CreateRoleFailedS2c);
  return reasonid;
}

/** Selects the role and loads the map. */
export async function enterWorld(client: RawClient, roleId: bigint): Promise<map.RoleMapChangeS2c> {
  client.say(lines.PlayerSelectRoleC2s, { roleid: roleId, lineid: 1 });
  const place = await client.next(map.RoleMapChangeS2c);
  client.say(map.MapCompleteC2s, {});
  return place;
}

/** From the connection to the world; gives the role. */
export async function play(client: RawClient, account: string): Promise<bigint> {
  const [listed] = await signIn(client, account);
  const roleId = listed === undefined ? await createRole(client) : listed.roleid;
  const place = await enterWorld(client, roleId);
  assert.ok(place.lineid >= 1);
  return roleId;
}
