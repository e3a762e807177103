import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PostgresEngine } from './postgres-engine.ts';
import { PostgresForesight } from './postgres-foresight.ts';
import { PostgresJob } from './postgres-job.ts';
import { odd, stopAtQuery, stopAtUpdate } from './postgres-reads.fixture.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const sender = { read: async () => [], flush: () => {} };

async function speculate(engine: PostgresEngine, args: object, procedure = stopAtUpdate): Promise<WeakRef<object>> {
  await new PostgresForesight(engine).look(
    [new PostgresJob(['run', procedure, args], { sinceMs: 0, deadlineMs: 0, endMs: 0 }, () => {})],
    sender,
  );
  return new WeakRef(args);
}

test('postgres foresight: a speculative run that stops is not kept', async () => {
  const engine = new PostgresEngine({ location: 'nowhere', tables: [odd] });
  const refs = [
    await speculate(engine, { name: 'a' }),
    await speculate(engine, { name: 'b' }),
    await speculate(engine, { name: 'c' }, stopAtQuery),
  ];
  // A WeakRef keeps its object to the end of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  assert.deepEqual(
    refs.map((ref) => ref.deref()),
    [undefined, undefined, undefined],
  );
});
