// One row and a whole run over a scripted program: what is counted, and how faults of either end are reported.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../base/index.ts';
import { IoModelsError } from './io-models-error.ts';
import { measureRow, rowOf } from './measure.ts';
import { planOf } from './plan.ts';
import type { LoadCounts, Program, ServerCounts } from './program.ts';
import { runModels } from './run.ts';

const step = { model: 'poll', idle: 100, burst: 1 } as const;
const plan = { steps: [step], warmMs: 5, windowMs: 10 };

/** Time passes at once. */
const clock: Clock = {
  monotonicMs: () => 0,
  wallMs: () => 0,
  after: (_, callback) => {
    queueMicrotask(callback);
    return () => {};
  },
  every: () => () => {},
};

function serverAt(second: number, messages: number): ServerCounts {
  return {
    waitedNs: 0,
    ns: second * 1e9,
    cpuUs: messages * 5,
    messages,
    calls: messages * 2,
    wakeups: messages / 4,
    connections: 110,
    threads: 1,
    refusal: null,
  };
}

function loadAt(second: number, counts: Partial<LoadCounts> = {}): LoadCounts {
  const common = { ns: second * 1e9, cpuUs: second * 950_000, messages: 0, waitedNs: 0 };
  return { ...common, wrong: 0, lost: 0, ...counts };
}

/** Ends that answer from a script and repeat its last step; `stopped` lists the ends that were stopped. */
function played(options: {
  readonly messages?: readonly number[];
  readonly load?: Partial<LoadCounts>;
  /** How long the load waited for its core, in ns since the beginning, at each moment. */
  readonly waited?: readonly number[];
  readonly fault?: string;
  readonly refusal?: ServerCounts['refusal'];
  readonly breaks?: boolean;
}): { readonly program: Program; readonly stopped: string[] } {
  const { messages = [0, 1_000, 4_000, 6_000], load, waited = [0], fault = null, refusal = null, breaks } = options;
  const stopped: string[] = [];
  let [served, loaded] = [0, 0];
  const program: Program = {
    serve: async () => ({
      greeting: { port: 1 },
      ask: async () => {
        if (breaks === true && served > 1) throw new IoModelsError('program-failed', 'it broke');
        const counts = { ...serverAt(served, messages[served] ?? messages.at(-1) ?? 0), refusal };
        served++;
        return counts;
      },
      stop: async () => void stopped.push('server'),
    }),
    load: async () => ({
      greeting: { open: 60, fault },
      ask: async () => {
        const waitedNs = waited[loaded] ?? waited.at(-1) ?? 0;
        return loadAt(loaded++, { waitedNs, ...load });
      },
      stop: async () => void stopped.push('load'),
    }),
  };
  return { program, stopped };
}

test('measure: of three quiet windows the best one counts, per message and per second', async () => {
  const { program, stopped } = played({});
  const row = await measureRow({ program, clock }, plan, step);
  assert.deepEqual(row, {
    ...step,
    status: 'measured',
    messagesPerSecond: 3_000,
    callsPerMessage: 2,
    wakeupsPerMessage: 0.25,
    cpuUsPerMessage: 5,
    serverBusy: 0.015,
    loadBusy: 0.95,
    isLoadSaturated: true,
    disturbed: 0,
    connections: 110,
    threads: 1,
  });
  assert.deepEqual(stopped, ['load', 'server']);
});

test('measure: windows go on until three were quiet, so that what others took does not count', async () => {
  const messages = [0, 100, 1_100, 1_200, 4_200, 6_200, 99_000];
  const waited = [0, 5e8, 5e8, 1e9, 1e9, 1e9];
  const row = await measureRow({ program: played({ messages, waited }).program, clock }, plan, step);
  assert.deepEqual(
    [row.status, 'disturbed' in row && [row.messagesPerSecond, row.disturbed]],
    ['measured', [3_000, 0]],
  );
});

test('measure: a core that the server had to wait for is no quiet one either, unless its own threads had it', () => {
  const moments = (threads: number) =>
    [0, 1].map((second) => ({
      server: { ...serverAt(second, second * 100), threads, waitedNs: second * 4e8 },
      load: loadAt(second, { waitedNs: second * 1e8 }),
    }));
  const shares = [1, 111]
    .map((threads) => rowOf(step, moments(threads)))
    .map((row) => 'disturbed' in row && row.disturbed);
  assert.deepEqual(shares, [0.4, 0.1]);
});

test('measure: where no window is quiet their number is bounded, and the row says how disturbed its own was', async () => {
  const messages = [0, 10, 20, 120, 130, 140, 150, 160, 170, 10_000];
  const waited = [0, 3, 6, 8, 11, 14, 17, 20, 23, 23].map((tenths) => tenths * 1e8);
  const row = await measureRow({ program: played({ messages, waited }).program, clock }, plan, step);
  assert.deepEqual(
    [row.status, 'disturbed' in row && [row.messagesPerSecond, row.disturbed]],
    ['measured', [100, 0.2]],
  );
});

test('measure: a refusal keeps its reason: the server knows it, or else the load', async () => {
  const fault = 'Connection reset by peer';
  const refusal = { code: 'threads', reason: 'no more threads' } as const;
  const known = await measureRow({ ...played({ fault, refusal }), clock }, plan, step);
  assert.deepEqual(known, { ...step, status: 'refused', refusedAt: 60, ...refusal });
  const unknown = await measureRow({ ...played({ fault }), clock }, plan, step);
  assert.deepEqual(unknown, { ...step, status: 'refused', refusedAt: 60, code: 'load', reason: fault });
});

test('measure: wrong answers, lost connections, silence and a broken program fail the row, and both ends are stopped', async () => {
  const cases = [
    { options: { load: { wrong: 3 } }, reason: '3 answers differed from what was sent' },
    { options: { load: { lost: 1 } }, reason: 'the server closed 1 connections that were in use' },
    { options: { messages: [7, 7, 7, 7] }, reason: 'no message came back in a window' },
    { options: { breaks: true }, reason: 'it broke' },
  ];
  for (const { options, reason } of cases) {
    const { program, stopped } = played(options);
    assert.deepEqual(await measureRow({ program, clock }, plan, step), { ...step, status: 'failed', reason });
    assert.deepEqual(stopped, ['load', 'server']);
  }
  assert.deepEqual(rowOf(step, []), { ...step, status: 'failed', reason: 'nothing was measured' });
});

test('measure: a fault of ours is thrown, not made a row', async () => {
  const program: Program = { ...played({}).program, serve: () => Promise.reject(new TypeError('ours')) };
  await assert.rejects(measureRow({ program, clock }, plan, step), TypeError);
});

test('run: every step becomes a row, reported when it is done, and the report is plain data', async () => {
  const told: string[] = [];
  const steps = [step, { ...step, model: 'io_uring' } as const];
  const program: Program = { serve: (model) => played({}).program.serve(model), load: played({}).program.load };
  const hardware = { cores: 2, processor: 'P', kernel: '6' };
  const report = await runModels(
    { program, clock },
    {
      plan: { ...plan, steps },
      hardware,
      onRow: ({ model }, { done, total }) => told.push(`${model} ${done}/${total}`),
    },
  );
  assert.deepEqual(told, ['poll 1/2', 'io_uring 2/2']);
  assert.deepEqual(Object.keys(report), [
    'hardware',
    'activeConnections',
    'messageBytes',
    'windowMs',
    'rows',
    'verdicts',
  ]);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
});

test('plan: each model has every step, quick has fewer connections and shorter windows, and both go past the cap of select', () => {
  const [full, quick] = [planOf({ isQuick: false }), planOf({ isQuick: true })];
  for (const { steps } of [full, quick]) {
    const idle = steps.filter(({ model, burst }) => model === 'select' && burst === 1).map((each) => each.idle);
    assert.ok(idle.filter((count) => count < 1_014).length >= 3 && idle.some((count) => count > 1_024), String(idle));
    assert.equal(steps.length, idle.length * 8 + 2);
  }
  assert.ok(quick.windowMs < full.windowMs);
  assert.ok(Math.max(...full.steps.map(({ idle }) => idle)) === 10_000);
});
