import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CloseS2c } from '../gate/gate.messages.ts';
import { MapChangeFailedS2c, PlayerSelectRoleC2s } from '../modules/lines/lines.messages.ts';
import { UserAuthC2s, UserAuthFailS2c } from '../modules/login/login.messages.ts';
import { LearnedSkillS2c, MapCompleteC2s, ObjectUpdateS2c, RoleMapChangeS2c } from '../modules/map/map.messages.ts';
import {
  CreateRoleFailedS2c,
  CreateRoleRequestC2s,
  InitRandomRolenameS2c,
  PlayerRoleListS2c,
} from '../modules/roles/roles.messages.ts';
import { type Answer, answerTo, createPathScript, ScriptedServer, type ScriptedSession } from '../sim/index.ts';
import type { Client } from './client.ts';
import { ClientError } from './client-error.ts';
import { connectClient } from './client-node.ts';
import { createCredentials } from './credentials.ts';
import { type EnterOptions, enterWorld, GENDER } from './enter-world.ts';
import { CREATE_TRIES_MAX } from './limits.ts';

class Road {
  readonly server: ScriptedServer;

  private constructor(server: ScriptedServer) {
    this.server = server;
  }

  static async open(...answers: readonly Answer[]): Promise<Road> {
    return new Road(await ScriptedServer.open({ script: createPathScript(answers) }));
  }

  /** Names of the last client's messages. */
  get said(): string[] {
    return (this.server.sessions.at(-1)?.said ?? []).map(({ type }) => type.name);
  }

  async connect(): Promise<Client> {
    const { url, clock, clientReactor: reactor } = this.server;
    return await this.server.until(connectClient({ url, clock, reactor, timeoutMs: 1_000 }));
  }

  async enter(options: EnterOptions) {
    return await this.server.until(enterWorld(await this.connect(), options));
  }

  async refused(options: EnterOptions): Promise<ClientError> {
    const client = await this.connect();
    const error: unknown = await this.server.until(enterWorld(client, options).catch((thrown: unknown) => thrown));
    assert.ok(error instanceof ClientError, 'the way into the world was refused');
    return error;
  }
}

test('enter-world: an account without a role gets one by the offered name and enters with it', async () => {
  const road = await Road.open();
  const steps: string[] = [];
  const entered = await road.enter({ credentials: 'alice', onStep: (step) => steps.push(step) });
  assert.equal(entered.isNewRole, true);
  assert.match(entered.roleName, /^Boy/);
  assert.deepEqual([entered.mapId, entered.lineId, entered.x, entered.y], [100, 1, 58, 112]);
  assert.equal(entered.object?.objectid, entered.roleId);
  assert.deepEqual(steps, ['sign-in', 'create-role', 'select-role', 'enter-map']);
  await road.server.pass(20);
  assert.deepEqual(road.said, [
    'user_auth_c2s',
    'create_role_request_c2s',
    'player_select_role_c2s',
    'map_complete_c2s',
  ]);
});

test('enter-world: an account that has a role plays it again', async () => {
  const road = await Road.open();
  const first = await road.enter({ credentials: 'alice' });
  const again = await road.enter({ credentials: createCredentials({ username: 'alice' }), lineWish: 7 });
  assert.deepEqual([again.roleId, again.isNewRole, again.lineId], [first.roleId, false, 7]);
  assert.equal(again.roleName, first.roleName);
});

test('enter-world: a role by its name is chosen from the list, or created', async () => {
  const entry = { lastmapid: 100, classtype: 1, gender: 1, level: 1 };
  const roles = [
    { ...entry, roleid: 1n, name: 'Ann' },
    { ...entry, roleid: 2n, name: 'Bea' },
  ];
  const road = await Road.open(answerTo(UserAuthC2s, (session) => session.send(PlayerRoleListS2c, { roles })));
  assert.equal((await road.enter({ credentials: 'a', roleName: 'Bea' })).roleId, 2n);
  assert.equal((await road.enter({ credentials: 'a' })).roleId, 1n);
  const created = await road.enter({ credentials: 'a', roleName: 'Cat', gender: GENDER.female, classType: 3 });
  assert.ok(created.isNewRole && created.roleName === 'Cat');
  const request = road.server.sessions.at(-1)?.said.find(({ type }) => type.name === CreateRoleRequestC2s.name);
  assert.deepEqual(request?.value, { roleName: 'Cat', gender: 0, classtype: 3 });
});

test('enter-world: lines are asked for on request, for the map that the role is on', async () => {
  const road = await Road.open();
  await road.enter({ credentials: 'alice', isLineQueried: true });
  await road.enter({ credentials: 'alice', isLineQueried: true });
  const query = road.server.sessions.at(-1)?.said[1];
  assert.deepEqual(query?.value, { mapid: 100 });
});

test('enter-world: an offered name that was taken meanwhile is replaced by another offer', async () => {
  let refusals = 2;
  const tried: string[] = [];
  const create = answerTo(CreateRoleRequestC2s, (session, { roleName }) => {
    tried.push(roleName);
    if (refusals-- > 0) session.send(CreateRoleFailedS2c, { reasonid: 10001 });
    else session.send(PlayerRoleListS2c, { roles: [] });
  });
  const road = await Road.open(create);
  // The script never confirms it, so this step fails next: in time, and with this step's name.
  const error = await road.refused({ credentials: 'alice' });
  assert.deepEqual([error.code, error.step], ['timeout', 'create-role']);
  assert.equal(new Set(tried).size, 3);
});

test('enter-world: creating stops after a few taken names, at any other refusal, and with a name of one’s own', async () => {
  const refuse = (reasonid: number): Answer =>
    answerTo(CreateRoleRequestC2s, (session) => session.send(CreateRoleFailedS2c, { reasonid }));
  const rows = [
    { reason: 10001, options: {}, tries: CREATE_TRIES_MAX },
    { reason: 10001, options: { roleName: 'Ann' }, tries: 1 },
    { reason: 10002, options: {}, tries: 1 },
    { reason: 10004, options: {}, tries: 1 },
  ];
  for (const { reason, options, tries } of rows) {
    const road = await Road.open(refuse(reason));
    const error = await road.refused({ credentials: 'alice', ...options });
    assert.deepEqual([error.code, error.step], ['refused', 'create-role']);
    assert.deepEqual(error.refusal, { message: 'create_role_failed_s2c', reason });
    assert.match(
      error.message,
      /^create-role: the server refused the name ".+" with create_role_failed_s2c, reason 1000\d$/,
    );
    assert.equal(road.said.filter((name) => name === 'create_role_request_c2s').length, tries);
  }
});

test('enter-world: without a name to offer it says how to give one', async () => {
  const list = answerTo(UserAuthC2s, (session: ScriptedSession) => {
    session.send(PlayerRoleListS2c, { roles: [] });
    session.send(InitRandomRolenameS2c, { bn: '', gn: 'Girl' });
  });
  const road = await Road.open(list);
  const error = await road.refused({ credentials: 'alice' });
  assert.deepEqual([error.code, error.step], ['refused', 'create-role']);
  assert.match(error.message, /roleName/);
  assert.equal((await road.enter({ credentials: 'alice', gender: GENDER.female })).roleName, 'Girl');
});

test('enter-world: each step that is refused, not answered or cut off says which it was', async () => {
  const silent = () => {};
  const close = (session: ScriptedSession): void => {
    session.send(CloseS2c, { reason: 130, text: 'not yours' });
    session.close();
  };
  const place = (session: ScriptedSession): void =>
    session.send(ObjectUpdateS2c, { deleteids: [], createAttrs: [], changeAttrs: [] });
  const rows: readonly { answer: Answer; code: string; step: string; reason?: number }[] = [
    {
      answer: answerTo(UserAuthC2s, (s) => s.send(UserAuthFailS2c, { reasonid: 5 })),
      code: 'refused',
      step: 'sign-in',
      reason: 5,
    },
    { answer: answerTo(UserAuthC2s, silent), code: 'timeout', step: 'sign-in' },
    { answer: answerTo(UserAuthC2s, (s) => s.reset()), code: 'closed', step: 'sign-in' },
    { answer: answerTo(CreateRoleRequestC2s, silent), code: 'timeout', step: 'create-role' },
    { answer: answerTo(CreateRoleRequestC2s, close), code: 'closed', step: 'create-role' },
    {
      answer: answerTo(PlayerSelectRoleC2s, (s) => s.send(MapChangeFailedS2c, { reasonid: 10007 })),
      code: 'refused',
      step: 'select-role',
      reason: 10007,
    },
    { answer: answerTo(PlayerSelectRoleC2s, close), code: 'closed', step: 'select-role' },
    { answer: answerTo(PlayerSelectRoleC2s, place), code: 'timeout', step: 'enter-map' },
  ];
  for (const { answer, code, step, reason } of rows) {
    const road = await Road.open(answer);
    const error = await road.refused({ credentials: 'alice' });
    assert.deepEqual([error.code, error.step], [code, step], error.message);
    assert.ok(error.message.startsWith(`${step}: `), error.message);
    assert.equal(error.refusal?.reason, reason);
    if (answer[1] === close) assert.equal(error.told?.reason, 130);
  }
});

test('enter-world: the messages of the place may come in any order, and the map is confirmed once', async () => {
  const answer = answerTo(PlayerSelectRoleC2s, (session, { roleid }) => {
    session.send(RoleMapChangeS2c, { x: 1, y: 2, lineid: 3, mapid: 4 });
    session.send(LearnedSkillS2c, { creatureid: roleid, skills: [] });
    session.send(ObjectUpdateS2c, { deleteids: [], createAttrs: [], changeAttrs: [] });
  });
  const road = await Road.open(answer);
  const entered = await road.enter({ credentials: 'alice' });
  assert.deepEqual([entered.x, entered.y, entered.lineId, entered.mapId, entered.object], [1, 2, 3, 4, null]);
  await road.server.pass(20);
  assert.equal(road.said.filter((name) => name === MapCompleteC2s.name).length, 1);
});
