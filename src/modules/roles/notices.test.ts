import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRole, enterWorld, signIn } from '../../server/player.fixture.ts';
import { inWorld } from '../../server/server.fixture.ts';
import { NO_RENAME_RIGHT, NOTICE_KIND, rolesTables } from './index.ts';
import { CREATE_FAILURE } from './roles.failures.ts';
import { RenameResultS2c, RoleNoticesS2c, RoleNoticesSeenC2s, RoleRenameC2s } from './roles.messages.ts';

const { role, roleNotice, roleRename } = rolesTables;

test('notices: an account is told what happened to its roles at each sign-in until it has seen it', async () => {
  await inWorld({}, async (world) => {
    const first = world.connect();
    await signIn(first, 'ann');
    const roleId = await createRole(first, 'Annika');
    first.hangUp();
    await world.until(() => world.server.gate.sessionCount === 0, 'she left');
    const { store } = world.server;
    const notice = { roleId, kind: NOTICE_KIND.nameChanged, name: 'Annika-2', former: 'Annika', serverId: 7 };
    for (const atMs of [5, 6]) await store.table(roleNotice).insert({ ...notice, atMs });
    const told = { roleid: roleId, kind: 1, name: 'Annika-2', former: 'Annika', server: 7 };
    const second = world.connect();
    await signIn(second, 'ann');
    const { notices } = await second.next(RoleNoticesS2c);
    assert.deepEqual(
      notices.map((given) => ({ ...given })),
      [
        { ...told, at: 5n },
        { ...told, at: 6n },
      ],
    );
    second.say(RoleNoticesSeenC2s, { roleId, at: 5n });
    await enterWorld(second, roleId);
    assert.deepEqual(
      (await store.table(roleNotice).list(roleId)).map(({ atMs }) => atMs),
      [6],
    );
    // Of somebody else's role nobody forgets anything.
    const other = world.connect();
    await signIn(other, 'bob');
    other.say(RoleNoticesSeenC2s, { roleId, at: 99n });
    await createRole(other);
    assert.equal((await store.table(roleNotice).list(roleId)).length, 1);
    for (const client of [second, other]) client.hangUp();
  });
});

test('rename: once for each right that a role was given, by the rules of names, seen in the world at once', async () => {
  await inWorld({}, async (world) => {
    const { store, gate } = world.server;
    const taken = world.connect();
    await signIn(taken, 'bob');
    await createRole(taken, 'Bobby');
    const client = world.connect();
    await signIn(client, 'ann');
    const roleId = await createRole(client, 'Annika');
    await enterWorld(client, roleId);
    const rename = async (newname: string): Promise<number> => {
      client.say(RoleRenameC2s, { slot: 0, newname });
      return (await client.next(RenameResultS2c)).errno;
    };
    assert.equal(await rename('Annette'), NO_RENAME_RIGHT);
    await store.table(roleRename).insert({ roleId, left: 2 });
    assert.equal(await rename('b0bby'), CREATE_FAILURE.nameUsed);
    assert.equal(await rename('a'), CREATE_FAILURE.nameRefused);
    assert.equal(await rename('Annette'), 0);
    assert.equal(
      [...gate.directory.roles()].some((session) => session.role?.name === 'Annette'),
      true,
    );
    // A client may say it five times at once.
    await world.pass(3_000);
    assert.equal(await rename('ANNETTE'), 0);
    assert.equal(await rename('Annika'), NO_RENAME_RIGHT, 'both rights are used up');
    assert.equal((await store.table(role).get(roleId))?.name, 'ANNETTE');
    for (const each of [client, taken]) each.hangUp();
  });
});
