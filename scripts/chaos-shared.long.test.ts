// Short runs of `npm run chaos -- shared`, and mistakes planted into its game that it must find.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SERVER_URL } from '../src/store/postgres/postgres.fixture.ts';
import type { Bug } from './chaos/shared/guild.ts';
import { KILL_KINDS, runSharedChaos, type SharedChaosOptions, type SharedChaosResult } from './chaos/shared-chaos.ts';

interface Run extends SharedChaosResult {
  readonly lines: string;
  readonly faults: readonly [lost: number, doubled: number, halves: number];
}

async function run(options: Omit<SharedChaosOptions, 'print'>): Promise<Run | null> {
  const lines: string[] = [];
  const result = await runSharedChaos({ ...options, print: (line) => lines.push(line) });
  if (result === null) return null;
  const { lost, doubled, halves } = result.orders;
  assert.equal(lines.at(-1), `lost ${lost}, doubled ${doubled}, halves ${halves}`);
  return { ...result, lines: lines.join('\n'), faults: [lost, doubled, halves] };
}

function assertWhole({ faults, kills, orders, lines }: Run): void {
  assert.deepEqual(faults, [0, 0, 0], lines);
  for (const [kind, { times, atStep }] of kills) assert.equal(atStep, times, `${kind}\n${lines}`);
  const done = [...orders.orders.values()].filter(({ answer }) => answer === 'done').map(({ kind }) => kind);
  assert.deepEqual([...new Set(done)].sort(), ['bid', 'join', 'pay', 'sell', 'trade'], lines);
  assert.equal(orders.open, 0, lines);
}

test('chaos: trades, payments, bids and fees are whole and there once, whichever step the server dies at', async () => {
  const result = await run({ kills: 2 * KILL_KINDS.length, robots: 10, seed: 4 });
  assert.ok(result !== null);
  assertWhole(result);
});

test('chaos: so they are over PostgreSQL', async () => {
  const result = await run({ kills: KILL_KINDS.length, robots: 10, seed: 5, store: SERVER_URL });
  if (result !== null) assertWhole(result);
});

/** What a planted mistake is found as: the place of its fault in the last line. */
const PLANTED: readonly (readonly [Bug, string, number])[] = [
  ['answers-early', 'an answer before its change is durable is lost', 0],
  ['no-once', 'a payment that is credited without once is doubled', 1],
  ['two-calls', 'a trade by two calls is halved', 2],
];

for (const [bug, finding, at] of PLANTED) {
  test(`chaos: ${finding}`, async () => {
    const result = await run({ kills: 4, robots: 10, seed: 6, bug, kinds: ['any', 'between-owners'] });
    assert.ok(result !== null && (result.faults[at] ?? 0) > 0, result?.lines ?? '');
  });
}
