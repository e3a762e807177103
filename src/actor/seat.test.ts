import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineRoleActor } from './define-actor.ts';
import { HELD_MAX, INBOX_MAX } from './limits.ts';
import type { Player } from './player.ts';
import type { Seat } from './seat.ts';
import { roleCountTable } from './tables.fixture.ts';
import type { Turn, Work } from './turn.ts';

const own = defineRoleActor({ name: 'own', tables: { count: roleCountTable } })
  .on('set', (self, { n }: { readonly n: number }) => void self.rows.count.upsert({ n }))
  .on('hold', (_self, _args: { readonly n: number }) => new Promise<void>(() => {}));

class TestPlayer implements Player {
  wantedCount = 0;
  isLost = false;

  wanted(): void {
    this.wantedCount++;
  }

  lost(): void {
    this.isLost = true;
  }
}

/** Changes a row in each turn, and notes what becomes of it. */
class Setting implements Work {
  readonly what = 'setting';
  readonly isAnswered = false;
  ranCount = 0;
  answeredCount = 0;
  readonly refusals: string[] = [];

  run(turn: Turn): void {
    this.ranCount++;
    turn.owner.live.rows(roleCountTable).upsert({ n: this.ranCount });
  }

  answered(): void {
    this.answeredCount++;
  }

  threw(_turn: Turn, error: unknown): void {
    throw error;
  }

  refused(_turn: Turn, { code }: { readonly code: string }): void {
    this.refusals.push(code);
  }
}

test('seat: turns that wait for the journal are bounded, also for a player whose turns begin at once', async () => {
  const world = new ActorWorld([own]);
  const seat = await world.system.enter(1n, new TestPlayer());
  world.store.isInstant = false;
  const work = new Setting();
  for (let at = 0; at < HELD_MAX + 5; at++) seat.run(work);
  await world.settle();
  assert.equal(work.ranCount, HELD_MAX);
  world.store.sync();
  await world.settle();
  await world.advance(100);
  assert.equal(work.ranCount, HELD_MAX + 5);
  world.store.sync();
  await world.settle();
  assert.deepEqual([work.answeredCount, work.refusals], [HELD_MAX + 5, []]);
});

test('seat: a player is not refused when the inbox of its role is full of calls', async () => {
  const world = new ActorWorld([own]);
  const seat = await world.system.enter(1n, new TestPlayer());
  const codes: string[] = [];
  const ref = world.scope.actor(own, 1n);
  for (let at = 0; at < INBOX_MAX + 1; at++) ref.hold({ n: at }).catch((error) => codes.push(error.code));
  await world.settle();
  assert.deepEqual(codes, ['actor-busy'], 'a thousand wait, or run');
  const work = new Setting();
  const turn = seat.run(work);
  const hook = seat.runAlone('a hook', () => {});
  assert.deepEqual([turn.phase, hook.turn.phase, work.refusals], ['waiting', 'waiting', []]);
});

test('seat: of a role that is lost it refuses turns and does not wake the role', async () => {
  const world = new ActorWorld([own]);
  const player = new TestPlayer();
  const seat = await world.system.enter(1n, player);
  world.store.fence('r1');
  const work = new Setting();
  seat.run(work);
  await assert.rejects(seat.runAlone('a hook', () => {}).done, { code: 'fenced' });
  await world.settle();
  assert.deepEqual([player.isLost, work.refusals, work.ranCount, world.store.openCount], [true, ['lease-lost'], 0, 0]);
});

test('seat: a role does not fall asleep while a player waits for it, even when another process asks', async () => {
  const world = new ActorWorld([own]);
  world.store.isInstant = false;
  const call = world.scope.actor(own, 1n).set({ n: 5 });
  const player = new TestPlayer();
  let seat: Seat | null = null;
  const entering = world.system.enter(1n, player).then((taken) => {
    seat = taken;
  });
  await world.settle();
  world.store.want('r1', true);
  await world.advance(2_000);
  assert.deepEqual([seat, world.store.openCount], [null, 1], 'the journal is slow');
  world.store.sync();
  await Promise.all([call, entering]);
  const work = new Setting();
  (seat as Seat | null)?.run(work);
  assert.equal(work.ranCount, 1);
  world.store.want('r1', true);
  assert.equal(player.wantedCount, 1);
});

test('seat: a session that waits for an earlier one is told when the role is lost meanwhile', async () => {
  const world = new ActorWorld([own]);
  await world.system.enter(1n, new TestPlayer());
  const later = assert.rejects(world.system.enter(1n, new TestPlayer()), { code: 'lease-lost' });
  await world.settle();
  world.store.fence('r1');
  await later;
});
