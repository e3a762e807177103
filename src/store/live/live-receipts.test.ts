import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { actorOwner } from '../table/index.ts';
import { Node, newDatabase, QUIET } from './live-node.fixture.ts';
import type { LiveOwner } from './live-owner.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const ANSWER = 'x'.repeat(2_000);
const TURNS = 20;
const RECEIPTS_A_TURN = 200;

/** A turn that leaves many receipts, as many calls with keys of their own do. */
async function leaveReceipts(owner: LiveOwner, turn: string): Promise<void> {
  for (let at = 0; at < RECEIPTS_A_TURN; at++) {
    owner.addReceipt({ once: `${turn}:${at}`, call: 'pay', answer: ANSWER + turn + at, atMs: 1 });
  }
  await owner.commit();
}

async function usedBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await setImmediate();
    collect();
  }
  return process.memoryUsage().heapUsed;
}

test('live: receipts leave memory when the database has them, however many there are', async () => {
  const node = await new Node().open(newDatabase());
  const owner = await node.store.live.open(actorOwner('bank', 7n), QUIET);
  await leaveReceipts(owner, 'first');
  await node.store.live.flush();
  const before = await usedBytes();
  for (let turn = 0; turn < TURNS; turn++) {
    await leaveReceipts(owner, `t${turn}`);
    await node.store.live.flush();
  }
  const grown = (await usedBytes()) - before;
  assert.ok(grown < (TURNS * RECEIPTS_A_TURN * ANSWER.length) / 8, `${grown} bytes`);
  assert.equal(node.store.live.status().dirtyOwners, 0);
  for (const turn of ['first', 't0', `t${TURNS - 1}`])
    assert.equal((await owner.findReceipt(`${turn}:1`))?.answer, `${ANSWER}${turn}1`);
  assert.equal(await owner.findReceipt('never'), null);
  await node.store.close();
});
