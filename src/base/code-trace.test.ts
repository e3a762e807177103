import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CodeTrace, currentTrace, runTraced, TracedCode } from './code-trace.ts';

const TRACE: CodeTrace = { module: 'mine', place: 'a task' };

test('code trace: it is kept across awaits and timers, and ends with the code', async () => {
  const seen: (CodeTrace | null)[] = [];
  await runTraced(TRACE, async () => {
    seen.push(currentTrace());
    await sleep(1);
    seen.push(currentTrace());
    await new Promise<void>((resolve) => setTimeout(resolve, 1)).then(() => seen.push(currentTrace()));
  });
  assert.deepEqual(seen, [TRACE, TRACE, TRACE]);
  assert.equal(currentTrace(), null);
});

test('code trace: code of the packet path has it too, and gives its result and its error', () => {
  const code = new TracedCode(TRACE);
  assert.deepEqual(
    code.run((a: number, b: number) => [a + b, currentTrace()], 1, 2),
    [3, TRACE],
  );
  assert.throws(() => code.run(() => assert.fail('wrong'), 1, 2), /wrong/);
  assert.equal(currentTrace(), null);
});
