// The database is killed and started again under load: what was acknowledged is there, once, and the store goes on by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../front/index.ts';
import { createRole, role, roleItem, roleName } from '../front/store.conformance-procedures.ts';
import { RoleIdAllocator } from '../role-ids/index.ts';
import { openTestStore, queryOnce } from './postgres.fixture.ts';
import { postgresPrograms, TestCluster } from './postgres-cluster.fixture.ts';

const programs = postgresPrograms();
const KILLS = 3;
const CALLERS = 16;

if (programs !== null) {
  test('postgres body: killed and restarted under load the database has all that was acknowledged, once', async () => {
    const cluster = await TestCluster.create(programs);
    try {
      const store = await openTestStore({ url: cluster.url });
      const acknowledged = await createThroughKills(store, cluster);
      assert.equal(new Set(acknowledged).size, acknowledged.length);
      for (const roleId of acknowledged) {
        assert.equal((await store.table(role).get(roleId))?.name, `name-${roleId}`);
        assert.equal((await store.table(roleItem).list(roleId)).length, 2);
        assert.equal((await store.table(roleName).get(`name-${roleId}`))?.roleId, roleId);
      }
      // Nothing was done twice, and nothing by halves.
      const [counts] = await queryOnce(
        cluster.url,
        'SELECT (SELECT count(*) FROM role)::int AS roles, (SELECT count(*) FROM role_item)::int AS items',
      );
      assert.equal(counts?.['items'], 2 * Number(counts?.['roles']));
      await store.close();
    } finally {
      await cluster.remove();
    }
  });
}

/** Creates roles all the while; gives the ids of those that were acknowledged. */
async function createThroughKills(store: Store, cluster: TestCluster): Promise<bigint[]> {
  const ids = new RoleIdAllocator({ store }, { blockSize: 20 });
  const acknowledged: bigint[] = [];
  let isOver = false;
  async function caller(): Promise<void> {
    while (!isOver) {
      const roleId = await ids.allocate(1);
      const result = await store.run(createRole, { roleId, account: `account-${roleId}`, name: `name-${roleId}` });
      assert.equal(result, 'created');
      acknowledged.push(roleId);
    }
  }
  const callers = Promise.all(Array.from({ length: CALLERS }, caller));
  for (let kill = 0; kill < KILLS; kill++) {
    const before = acknowledged.length;
    while (acknowledged.length < before + 50) await new Promise((resolve) => setImmediate(resolve));
    await cluster.kill();
    await cluster.start();
  }
  const before = acknowledged.length;
  while (acknowledged.length < before + 50) await new Promise((resolve) => setImmediate(resolve));
  isOver = true;
  await callers;
  return acknowledged;
}
