// Types that users of generated messages rely on; the compiler checks them, they never run.

import type { HeartbeatC2s } from '../gate/gate.messages.ts';
import type { ChatC2s } from '../modules/chat/chat.messages.ts';
import { MapCompleteC2s, type ObjectUpdateS2c } from '../modules/map/map.messages.ts';
import type { CreateRoleSucessS2c, PlayerRoleListS2c } from '../modules/roles/roles.messages.ts';
import type { MessageType, StatesOf, ValueOf } from './message.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_Fact extends true>(): void {}

type Heartbeat = typeof import('../gate/gate.messages.ts').HeartbeatC2s;
type Chat = typeof import('../modules/chat/chat.messages.ts').ChatC2s;
type RoleList = typeof import('../modules/roles/roles.messages.ts').PlayerRoleListS2c;
type ObjectUpdate = typeof import('../modules/map/map.messages.ts').ObjectUpdateS2c;

holds<Same<StatesOf<Heartbeat>, 'connected' | 'authing' | 'roleListing' | 'entering' | 'gaming'>>();
holds<Same<StatesOf<Chat>, 'gaming'>>();
holds<Same<StatesOf<RoleList>, never>>();
holds<Same<ValueOf<Heartbeat>, HeartbeatC2s>>();
holds<Same<ValueOf<RoleList>, PlayerRoleListS2c>>();
holds<Same<CreateRoleSucessS2c['roleId'], bigint>>();
holds<Same<ChatC2s['details'], readonly Uint8Array[]>>();
holds<Same<ValueOf<ObjectUpdate>, ObjectUpdateS2c>>();
holds<
  Same<
    ObjectUpdateS2c['createAttrs'][number]['attrs'][number]['value'],
    number | string | bigint | readonly number[] | readonly string[]
  >
>();

// Every message type is a `MessageType`.
export const ANY: readonly MessageType[] = [MapCompleteC2s];
// A message without fields has no fields.
export const EMPTY: MapCompleteC2s = {};
// @ts-expect-error a field that does not exist
export const MORE: MapCompleteC2s = { x: 1 };
// @ts-expect-error ids of roles are bigint
export const ROLE: CreateRoleSucessS2c = { roleId: 1 };
