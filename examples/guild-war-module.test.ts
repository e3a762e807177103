// The example of the guide's page of guilds: a fighter stays, and a victory counts once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guild } from 'jadegate';
import { guilds } from 'jadegate/messages';
import { startTestServer } from 'jadegate/testing';
import { arena, FIGHTING, wars, won } from './guild-war-module.ts';

test('guild war: a member who fights cannot leave, and a victory earns the guild points once', async () => {
  await using server = await startTestServer({ modules: [wars], settings: { guilds: { levelMin: 1 } } });
  const alice = await server.enter('alice');
  const bob = await server.enter('bob');
  const ask = async ({ client }: typeof bob): Promise<number> => (await client.next(guilds.GuildsResultS2c)).reason;
  alice.client.send(guilds.GuildsCreateC2s, { name: 'Owls' });
  const { guildId } = await alice.client.next(guilds.GuildsResultS2c);
  bob.client.send(guilds.GuildsApplyC2s, { guildId });
  assert.equal(await ask(bob), 0);
  alice.client.send(guilds.GuildsJudgeC2s, { roleId: bob.roleId, isAccepted: true });
  assert.equal(await ask(alice), 0);
  const north = server.scope.actor(arena, 'north');
  await north.fight({ roleId: bob.roleId });
  bob.client.send(guilds.GuildsLeaveC2s, {});
  assert.equal(await ask(bob), FIGHTING);
  for (let report = 0; report < 3; report++) await won(server.scope, { roleId: bob.roleId, fightId: '7' });
  assert.equal((await server.scope.actor(guild, guildId).state())?.points, 10n);
  bob.client.send(guilds.GuildsLeaveC2s, {});
  assert.equal(await ask(bob), 0);
});
