// Guilds for tests: a server whose players may found them, and short ways to ask.
import assert from 'node:assert/strict';
import type { AnyModule } from '../../gate/index.ts';
import { startTestServer, type TestPlayer, type TestServer, type TestServerOptions } from '../../testing.ts';
import type { MessageType } from '../../wire/index.ts';
import { GuildsApplyC2s, GuildsCreateC2s, GuildsInfoS2c, GuildsJudgeC2s, GuildsResultS2c } from './guilds.messages.ts';
import { ALL_GUILDS, guild, guildDirectory } from './index.ts';

export interface GuildOptions {
  readonly guilds?: Readonly<Record<string, number>>;
  readonly modules?: readonly AnyModule[];
  readonly clock?: TestServerOptions['clock'];
  readonly beside?: TestServer;
}

export function startGuilds(options: GuildOptions = {}): Promise<TestServer> {
  const { guilds = {}, modules = [], clock = 'system', beside } = options;
  const own = { levelMin: 1, applySeconds: 0, rejoinSeconds: 0, ...guilds };
  const settings = { guilds: own, gate: { deadlineSeconds: { gaming: 3_600 } } };
  return startTestServer({ modules, clock, settings, ...(beside === undefined ? {} : { beside }) });
}

/** What became of a request. */
export async function ask<M>({ client }: TestPlayer, type: MessageType<M>, message: M): Promise<number> {
  client.send(type, message);
  for (;;) {
    const { request, reason } = await client.next(GuildsResultS2c);
    if (request === type.id) return reason;
  }
}

/** Founds a guild, and returns its id. */
export async function found(player: TestPlayer, name: string): Promise<bigint> {
  player.client.send(GuildsCreateC2s, { name });
  const { reason, guildId } = await player.client.next(GuildsResultS2c);
  assert.equal(reason, 0);
  await player.client.next(GuildsInfoS2c);
  return guildId;
}

/** The role applies, and the leader accepts it. */
export async function join(leader: TestPlayer, player: TestPlayer, guildId: bigint): Promise<void> {
  assert.equal(await ask(player, GuildsApplyC2s, { guildId }), 0);
  assert.equal(await ask(leader, GuildsJudgeC2s, { roleId: player.roleId, isAccepted: true }), 0);
}

/** Alice leads the guild Owls; Bob is in it. */
export async function owls(server: TestServer) {
  const alice = await server.enter('alice', { roleName: 'Alice' });
  const bob = await server.enter('bob', { roleName: 'Bob' });
  const guildId = await found(alice, 'Owls');
  await join(alice, bob, guildId);
  return { alice, bob, guildId };
}

export const stateOf = (server: TestServer, guildId: bigint) => server.scope.actor(guild, guildId).state();
export const listed = async (server: TestServer) =>
  (await server.scope.actor(guildDirectory, ALL_GUILDS).list({ prefix: '', page: 0 })).guilds;

/** The wall clock reaches the same time of the next day, and alarms that are due by then come. */
export async function nextDay(server: TestServer): Promise<void> {
  server.jump(86_400_000);
  await server.advance(61_000);
}
