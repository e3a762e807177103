// A registry of only the messages that a game uses, for bundles that should be small.
import { CloseS2c, WaitingEndS2c, WaitingS2c } from '../gate/gate.messages.ts';
import { MapChangeFailedS2c, RoleLineQueryOkS2c } from '../modules/lines/lines.messages.ts';
import { UserAuthFailS2c } from '../modules/login/login.messages.ts';
import { LearnedSkillS2c, ObjectUpdateS2c, RoleMapChangeS2c } from '../modules/map/map.messages.ts';
import {
  CreateRoleFailedS2c,
  CreateRoleSucessS2c,
  InitRandomRolenameS2c,
  PlayerRoleListS2c,
} from '../modules/roles/roles.messages.ts';
import { createRegistry, type MessageType, type Registry } from '../wire/plain.ts';

/** The messages that `enterWorld` waits for. */
export const ENTER_MESSAGES: readonly MessageType[] = [
  ...[UserAuthFailS2c, PlayerRoleListS2c, InitRandomRolenameS2c, CreateRoleSucessS2c, CreateRoleFailedS2c],
  ...[RoleLineQueryOkS2c, MapChangeFailedS2c, ObjectUpdateS2c, LearnedSkillS2c, RoleMapChangeS2c],
] as readonly MessageType[];

/** What the client itself reads. */
const OWN_MESSAGES: readonly MessageType[] = [
  ...[CloseS2c, PlayerRoleListS2c, WaitingS2c, WaitingEndS2c],
] as readonly MessageType[];

/** The registry of `messages`, and of those that the client itself reads. */
export function createBareRegistry(messages: readonly MessageType[]): Registry {
  return createRegistry(new Set([...OWN_MESSAGES, ...messages]));
}
