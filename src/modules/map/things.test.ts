// Creatures that a game puts on maps: seen, moved, and gone with their owner; and a map that starts again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActorError, defineActor, defineRoleActor, type SelfOf } from '../../actor/index.ts';
import { defineModule } from '../../gate/index.ts';
import { integer } from '../../store/index.ts';
import { mapOfLine } from './map-actor.ts';
import { OWNER_THINGS_MAX } from './map-limits.ts';
import type { Shown } from './map-state.ts';
import type { ThingChange, ThingMove } from './owned-things.ts';
import { type Player, type PlayerWorld, withPlayers } from './players.fixture.ts';
import { mapThings } from './thing-owners.ts';
import { thingsOn } from './things.ts';

const PLACE = { mapId: 100, lineId: 1 };
const HERE = { kind: 2, x: 60, y: 112, look: [{ key: 703, value: 9 }] };

const campKind = defineActor({
  name: 'camp',
  key: integer(),
  state: (): { puts: number; things: readonly Shown[] } => ({ puts: 0, things: [] }),
});

async function put(self: SelfOf<typeof campKind>): Promise<readonly (bigint | null)[]> {
  self.state.puts++;
  const ids = await thingsOn(self, PLACE).put(self.state.things);
  self.watch(self.actor(mapOfLine, '100/1'));
  return ids;
}

const camp = campKind
  .on('put', async (self, { things }: { readonly things: readonly Shown[] }) => {
    self.state.things = things;
    return put(self);
  })
  .on('move', (self, { moves }: { readonly moves: readonly ThingMove[] }) => thingsOn(self, PLACE).move(moves))
  .on('change', (self, { changes }: { readonly changes: readonly ThingChange[] }) =>
    thingsOn(self, PLACE).change(changes),
  )
  .on('remove', (self, { ids }: { readonly ids: readonly bigint[] }) => thingsOn(self, PLACE).remove(ids))
  .on('puts', (self) => self.state.puts)
  .on('burn', (self) => self.destroy())

  .hook('gone', async (self) => void (await put(self)));

/** A pet belongs to the role that is played. */
const pet = defineRoleActor({ name: 'pet' }).on('call', async (self) => {
  const [id = null] = await thingsOn(self, PLACE).put([{ ...HERE, kind: 3 }]);
  return id;
});

const camps = defineModule({ name: 'camps', actors: [camp, pet], uses: [mapThings] });

async function withCamp(body: (world: PlayerWorld, player: Player) => Promise<void>): Promise<void> {
  await withPlayers({ modules: [camps] }, async (world) => {
    const player = await world.enter('ann');
    await body(world, player);
  });
}

test('things: a creature is seen, walks, changes and is removed', async () => {
  await withCamp(async ({ world, scope }, ann) => {
    const ref = scope.actor(camp, 1);
    const [id] = await ref.put({ things: [HERE] });
    assert.ok(typeof id === 'bigint' && id < 10_000_000n);
    await world.until(() => ann.known().has(id), 'it is seen');
    const seen = ann.known().get(id);
    assert.deepEqual([seen?.kind, seen?.x, seen?.look.get(703)], [2, 60, 9]);
    await ref.move({ moves: [{ id, x: 61, y: 112, path: [{ x: 62, y: 112 }] }] });
    await world.until(() => ann.known().get(id)?.x === 61, 'it walks');
    await ref.change({ changes: [{ id, look: [{ key: 703, value: 10 }] }] });
    await world.until(() => ann.known().get(id)?.look.get(703) === 10, 'it changes');
    await ref.remove({ ids: [id, id, 77n] });
    await world.until(() => ann.known().size === 0, 'it is gone');
  });
});

test('things: nobody moves the things of another, nor roles, and bad places and looks are refused', async () => {
  await withCamp(async ({ world, scope }, ann) => {
    const [one, two] = [scope.actor(camp, 1), scope.actor(camp, 2)];
    const off = [-1, 200, 0.5, Number.NaN].map((x) => ({ ...HERE, x }));
    const [id, ...none] = await one.put({ things: [HERE, ...off] });
    assert.ok(typeof id === 'bigint');
    assert.deepEqual(none, [null, null, null, null]);
    await world.until(() => ann.known().has(id), 'it is seen');
    const before = world.count('messages_sent');
    for (const ref of [two, one]) {
      const moves = [
        { id: ref === one ? ann.roleId : id, x: 1, y: 1 },
        { id, x: 4_000, y: 1 },
      ];
      await ref.move({ moves });
      await ref.change({ changes: [{ id: moves[0]?.id ?? 0n, look: [{ key: 1, value: 99 }] }] });
      await ref.remove({ ids: [moves[0]?.id ?? 0n] });
    }
    await world.pass(2_000);
    assert.deepEqual([ann.known().get(id)?.x, world.count('messages_sent') - before], [60, 0]);
    const refused = one.change({ changes: [{ id, look: [{ key: 1_002, value: 5 }] }] });
    await assert.rejects(refused, (error) => error instanceof ActorError && error.code === 'actor-failed');
  });
});

test('things: an owner has a bounded number of them', async () => {
  await withCamp(async ({ scope }) => {
    const ref = scope.actor(camp, 1);
    let count = 0;
    for (let round = 0; round < 5; round++) {
      const ids = await ref.put({ things: new Array(500).fill({ ...HERE, look: [] }) });
      count += ids.filter((id) => id !== null).length;
    }
    assert.equal(count, OWNER_THINGS_MAX);
  });
});

test('things: those of an actor that is destroyed, or that sleeps, are gone', async () => {
  await withCamp(async ({ world, scope }, ann) => {
    const [one, two] = [scope.actor(camp, 1), scope.actor(camp, 2)];
    await one.put({ things: [HERE] });
    await two.put({ things: [HERE, HERE] });
    await world.until(() => ann.known().size === 3, 'all are seen');
    await one.burn();
    await world.until(() => ann.known().size === 2, 'those of the first are gone');
    for (let second = 0; second < 70; second++) {
      await world.pass(1_000);
      ann.walk(58 + (second % 2), 112);
    }
    await world.until(() => ann.known().size === 0, 'those of the second are gone when it sleeps');
  });
});

test('things: a pet of a role is seen by it and by others, and goes with its player', async () => {
  await withCamp(async ({ world, scope, enter }, ann) => {
    const bob = await enter('bob');
    const id = await scope.actor(pet, bob.roleId).call();
    assert.ok(id !== null);
    await world.until(() => ann.known().get(id)?.kind === 3 && bob.known().has(id), 'both see it');
    bob.client.hangUp();
    await world.until(() => ann.known().size === 0, 'both are gone');
    // Put for a role that nobody plays, it is gone at once.
    await scope.actor(pet, bob.roleId).call();
    await world.pass(2_000);
    assert.equal(ann.known().size, 0);
  });
});
