// A script that lets every client into the world, as a real server would: it answers each message correctly and keeps
// roles by account. A test that needs a fault answers that message itself and leaves the others to this script.
import { HeartbeatC2s } from '../gate/gate.messages.ts';
import { PlayerSelectRoleC2s, RoleLineQueryC2s, RoleLineQueryOkS2c } from '../modules/lines/lines.messages.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import { LearnedSkillS2c, ObjectUpdateS2c, RoleMapChangeS2c } from '../modules/map/map.messages.ts';
import {
  CreateRoleRequestC2s,
  CreateRoleSucessS2c,
  InitRandomRolenameS2c,
  PlayerRoleListS2c,
  ResetRandomRolenameC2s,
  type RoleEntry,
} from '../modules/roles/roles.messages.ts';
import type { MessageType } from '../wire/index.ts';
import type { Script, ScriptedSession } from './scripted-server.ts';

const FIRST_ROLE_ID = 60_000_001n;
const PLACE = { x: 58, y: 112, mapid: 100 } as const;

/** The answer to one type of message. */
export type Answer = readonly [MessageType, (session: ScriptedSession, value: never) => void];

/** A typed pair of a message type and its answer. */
export function answerTo<M>(type: MessageType<M>, answer: (session: ScriptedSession, value: M) => void): Answer {
  return [type, answer];
}

/** `answers` replace the script's own. */
export function createPathScript(answers: readonly Answer[] = []): Script {
  const table = new Map([...pathAnswers(), ...answers]);
  // Each answer handles values of the type under which it is stored.
  return (session, { type, value }) => table.get(type)?.(session, value as never);
}

function pathAnswers(): readonly Answer[] {
  const roles = new Map<string, RoleEntry>();
  return [
    answerTo(HeartbeatC2s, (session, beat) => session.send(HeartbeatC2s, beat)),
    answerTo(UserAuthC2s, (session, { username }) => list(roles, session, username)),
    answerTo(ResetRandomRolenameC2s, offer),
    answerTo(CreateRoleRequestC2s, (session, request) => create(roles, session, request)),
    answerTo(RoleLineQueryC2s, (session) => session.send(RoleLineQueryOkS2c, { lines: [{ lineid: 1, rolecount: 0 }] })),
    answerTo(PlayerSelectRoleC2s, enter),
  ];
}

function list(roles: ReadonlyMap<string, RoleEntry>, session: ScriptedSession, account: string): void {
  session.account = account;
  const role = roles.get(account);
  session.send(PlayerRoleListS2c, { roles: role === undefined ? [] : [role] });
  if (role === undefined) offer(session);
}

function offer(session: ScriptedSession): void {
  session.send(InitRandomRolenameS2c, { bn: `Boy${session.said.length}`, gn: `Girl${session.said.length}` });
}

function create(roles: Map<string, RoleEntry>, session: ScriptedSession, request: CreateRoleRequestC2s): void {
  const { roleName: name, gender, classtype } = request;
  const roleid = FIRST_ROLE_ID + BigInt(roles.size);
  roles.set(session.account, { roleid, name, gender, classtype, level: 1, lastmapid: PLACE.mapid });
  session.send(CreateRoleSucessS2c, { roleId: roleid });
}

function enter(session: ScriptedSession, { roleid, lineid }: PlayerSelectRoleC2s): void {
  const object = { objectid: roleid, objecttype: 0, attrs: [] };
  session.send(ObjectUpdateS2c, { deleteids: [], createAttrs: [object], changeAttrs: [] });
  session.send(LearnedSkillS2c, { creatureid: roleid, skills: [] });
  session.send(RoleMapChangeS2c, { ...PLACE, lineid: lineid === 0 ? 1 : lineid });
}
