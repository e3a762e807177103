import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROLE_NUMBER_MAX, ROLE_NUMBER_MIN, roleIdOf, StoreError } from '../table/index.ts';
import { RoleIdAllocator, type RoleIdStore } from './role-id-allocator.ts';
import type { RoleIdBlock } from './role-id-block.ts';

type Reserve = (args: { serverId: number; count: number }) => Promise<RoleIdBlock | null>;

function allocatorOver(reserve: Reserve): RoleIdAllocator {
  const store = { run: (_: unknown, args: { serverId: number; count: number }) => reserve(args) };
  return new RoleIdAllocator({ store: store as unknown as RoleIdStore }, { blockSize: 4 });
}

test('role id allocator: callers at once share one reservation', async () => {
  let reservations = 0;
  const allocator = allocatorOver(async ({ count }) => {
    const first = ROLE_NUMBER_MIN + reservations++ * count;
    return { first, last: first + count - 1 };
  });
  const ids = await Promise.all(Array.from({ length: 8 }, () => allocator.allocate(1)));
  assert.equal(new Set(ids).size, 8);
  assert.equal(reservations, 2);
});

test('role id allocator: a reservation that fails fails those who wait, and the next try is a new one', async () => {
  let isBroken = true;
  const allocator = allocatorOver(async () => {
    if (isBroken) throw new StoreError('disk-full', 'no room');
    return { first: ROLE_NUMBER_MIN, last: ROLE_NUMBER_MIN };
  });
  const waiting = await Promise.allSettled([allocator.allocate(1), allocator.allocate(1)]);
  assert.deepEqual(
    waiting.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  isBroken = false;
  assert.equal(await allocator.allocate(1), roleIdOf({ serverId: 1, number: ROLE_NUMBER_MIN }));
});

test('role id allocator: the last id is issued, then the server is exhausted and says so', async () => {
  let next = ROLE_NUMBER_MAX - 1;
  const allocator = allocatorOver(async ({ count }) => {
    if (next > ROLE_NUMBER_MAX) return null;
    const first = next;
    const last = Math.min(first + count - 1, ROLE_NUMBER_MAX);
    next = last + 1;
    return { first, last };
  });
  const ids = [await allocator.allocate(7), await allocator.allocate(7)];
  assert.equal(ids[1], roleIdOf({ serverId: 7, number: ROLE_NUMBER_MAX }));
  await assert.rejects(allocator.allocate(7), (error: StoreError) => {
    assert.equal(error.code, 'role-ids-exhausted');
    assert.match(error.message, /server 7 has issued all its 39,999,999 role ids/);
    return true;
  });
});
