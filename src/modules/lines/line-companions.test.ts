import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Logger, ManualClock, silentLogger } from '../../base/index.ts';
import { type CompanionFinder, LineCompanions } from './line-companions.ts';
import { COMPANY_MAX, COMPANY_MS_MAX, FINDERS_MAX } from './line-limits.ts';

const scope = {} as Parameters<CompanionFinder>[0];

function create(...finders: readonly CompanionFinder[]) {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const log: Logger = { ...silentLogger, warn: (message) => void warnings.push(message) };
  const companions = new LineCompanions({ clock, log });
  for (const find of finders) companions.add(find);
  return { clock, warnings, companions };
}

test('line companions: those of all finders, each once, without the role itself', async () => {
  const { companions, warnings } = create(
    () => [1n, 2n],
    async () => [2n, 3n, 7n],
    () => [],
  );
  assert.deepEqual([await companions.of(scope, 7n), warnings], [[1n, 2n, 3n], []]);
  assert.deepEqual(await create().companions.of(scope, 7n), []);
});

test('line companions: a finder that throws, rejects or answers nonsense costs only its own answer, and is logged', async () => {
  const nonsense = (() => null) as unknown as CompanionFinder;
  const { companions, warnings } = create(
    () => {
      throw new Error('no party');
    },
    async () => Promise.reject(new Error('no guild')),
    nonsense,
    () => [5n],
  );
  assert.deepEqual(await companions.of(scope, 7n), [5n]);
  assert.equal(warnings.length, 3);
  assert.match(warnings.join(), /no party[\s\S]*no guild/);
});

test('line companions: a finder that is late is not waited for, and may fail later', async () => {
  const late = Promise.withResolvers<readonly bigint[]>();
  const { companions, clock, warnings } = create(
    () => late.promise,
    () => [5n],
  );
  const answer = companions.of(scope, 7n);
  clock.advance(COMPANY_MS_MAX);
  assert.deepEqual(await answer, [5n]);
  assert.match(warnings.join(), /within 500 ms/);
  late.reject(new Error('too late'));
  await Promise.resolve();
});

test('line companions: their number is bounded, and that of the finders', async () => {
  const many = Array.from({ length: 1_000 }, (_, at) => BigInt(at));
  const { companions } = create(
    () => many,
    () => many.map((roleId) => roleId + 500n),
  );
  assert.equal((await companions.of(scope, 7n)).length, COMPANY_MAX);
  for (let count = 2; count < FINDERS_MAX; count++) companions.add(() => []);
  assert.throws(() => companions.add(() => []), /at most 16/);
});
