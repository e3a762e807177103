import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from './row.ts';
import { measured, refused, series } from './rows.fixture.ts';
import { formatVerdict, type Outcome, verdictsOf } from './verdict.ts';

interface Case {
  readonly rows: readonly Row[];
  readonly outcome: Outcome;
  readonly told: RegExp;
}

function judged(claim: string, cases: readonly Case[]): void {
  for (const [index, { rows, outcome, told }] of cases.entries()) {
    const verdict = verdictsOf(rows).find((each) => each.claim.startsWith(claim));
    assert.equal(verdict?.outcome, outcome, `${claim}, case ${index + 1}: ${verdict?.sentence}`);
    assert.match(verdict?.sentence ?? '', told, `${claim}, case ${index + 1}`);
  }
}

test('verdict: without rows nothing was measured, and each claim says so', () => {
  const verdicts = verdictsOf([]);
  assert.equal(verdicts.length, 10);
  for (const verdict of verdicts) assert.match(formatVerdict(verdict), /: not measured; .+\.$/);
});

test("verdict: select's cap needs a step beyond it, refused for that reason", () => {
  judged('select watches', [
    {
      rows: [{ ...refused('select', 3_000, 'fd-setsize'), refusedAt: 1_019 }],
      outcome: 'held',
      told: /took 1,019 connections and refused the next/,
    },
    { rows: [measured('select', 3_000)], outcome: 'did-not-hold', told: /served 3,010 connections/ },
    { rows: [measured('select', 1_000)], outcome: 'not-measured', told: /^select: too few steps/ },
    { rows: [refused('select', 3_000, 'descriptors')], outcome: 'not-measured', told: /Operation not permitted/ },
  ]);
});

test('verdict: growth is linear when the slope stays, and not when it bends, stays flat, or has too few points', () => {
  for (const model of ['poll', 'select'] as const) {
    judged(`${model}'s cost`, [
      {
        rows: series(model, [6, 8.5, 27, 260]),
        outcome: 'held',
        told: /took 6 µs .* and 260 with 10,000: 25\.4 ns more/,
      },
      { rows: series(model, [6, 8.5, 27]), outcome: 'held', told: /with 1,000/ },
      { rows: series(model, [6, 8.5, 27, 2_000]), outcome: 'did-not-hold', told: /2,000 with 10,000/ },
      { rows: series(model, [6, 6.1, 6.2, 6.3]), outcome: 'did-not-hold', told: /6\.3 with/ },
      { rows: series(model, [27, 8, 6]), outcome: 'did-not-hold', told: /6 with/ },
      { rows: series(model, [6, 27]), outcome: 'not-measured', told: /too few steps/ },
    ]);
  }
});

test('verdict: epoll is flat when neither way of telling costs half as much again', () => {
  judged('epoll', [
    {
      rows: [...series('epoll-level', [5, 5, 5.2]), ...series('epoll-edge', [6, 6, 6])],
      outcome: 'held',
      told: /epoll-level took 5 µs.*5\.2 with 1,000; epoll-edge took 6/,
    },
    {
      rows: [...series('epoll-level', [5, 5]), ...series('epoll-edge', [6, 10])],
      outcome: 'did-not-hold',
      told: /10 with 100/,
    },
    { rows: series('epoll-level', [5, 5]), outcome: 'not-measured', told: /^epoll-edge/ },
  ]);
});

test('verdict: edge against level is judged by the rows with several messages at once', () => {
  const burst = (level: number, edge: number): readonly Row[] => [
    measured('epoll-level', 100, { burst: 8, wakeupsPerMessage: level }),
    measured('epoll-edge', 100, { burst: 8, wakeupsPerMessage: edge }),
  ];
  judged('edge-triggered', [
    { rows: burst(0.1, 0.014), outcome: 'held', told: /0\.1 times a message and edge 0\.014/ },
    { rows: burst(0.1, 0.09), outcome: 'did-not-hold', told: /0\.09/ },
    { rows: [measured('epoll-level', 100), measured('epoll-edge', 100)], outcome: 'not-measured', told: /epoll-level/ },
  ]);
});

test('verdict: blocking needs a thread each, signals several calls, polling asks in vain', () => {
  judged('blocking', [
    { rows: [measured('blocking', 100, { threads: 111 })], outcome: 'held', told: /110 connections .* 111 threads/ },
    { rows: [measured('blocking', 100, { threads: 8 })], outcome: 'did-not-hold', told: /8 threads/ },
    {
      rows: [
        measured('blocking', 100, { threads: 111 }),
        { ...refused('blocking', 10_000, 'threads'), refusedAt: 900 },
      ],
      outcome: 'held',
      told: /with 10,000 idle it was refused at 900: Operation/,
    },
  ]);
  judged('signal-driven', [
    { rows: [measured('signal', 10, { callsPerMessage: 4 })], outcome: 'held', told: /took 4 calls/ },
    { rows: [measured('signal', 10, { callsPerMessage: 2 })], outcome: 'did-not-hold', told: /took 2 calls/ },
    { rows: [refused('signal', 10)], outcome: 'not-measured', told: /signal: refused: Operation/ },
  ]);
  const polling = (calls: number): readonly Row[] => [
    measured('polling', 10, { callsPerMessage: 3, wakeupsPerMessage: 0 }),
    measured('polling', 1_000, { callsPerMessage: calls, serverBusy: 1 }),
  ];
  judged('polling', [
    { rows: polling(102), outcome: 'held', told: /3 calls with 10 .* 102 with 1,000; .* 100 % busy/ },
    { rows: polling(5), outcome: 'did-not-hold', told: /5 with 1,000/ },
  ]);
});

test('verdict: completions are compared at each step that others were measured at', () => {
  const rows = (calls: number): readonly Row[] => [
    measured('io_uring', 10, { callsPerMessage: 0.4 }),
    measured('epoll-level', 10),
    measured('io_uring', 100, { callsPerMessage: calls }),
    measured('blocking', 100, { callsPerMessage: 2 }),
  ];
  judged('completions', [
    { rows: rows(0.3), outcome: 'held', told: /0\.3 calls with 100 .* at least 2 by/ },
    { rows: rows(2.5), outcome: 'did-not-hold', told: /2\.5 calls/ },
    { rows: [measured('io_uring', 10)], outcome: 'not-measured', told: /no other model/ },
    { rows: [refused('io_uring', 10), measured('poll', 10)], outcome: 'not-measured', told: /io_uring: refused: Oper/ },
  ]);
});

test('verdict: efficiency is compared at the largest number of idle connections', () => {
  const rows = (epoll: number): readonly Row[] => [
    measured('io_uring', 10, { cpuUsPerMessage: 1 }),
    measured('epoll-level', 10_000, { cpuUsPerMessage: epoll }),
    measured('io_uring', 10_000, { cpuUsPerMessage: 5 }),
  ];
  judged('multiplexing', [
    { rows: rows(4), outcome: 'held', told: /10,000 idle .*: epoll-level 4, io_uring 5$/ },
    { rows: rows(5.2), outcome: 'held', told: /io_uring 5, epoll-level 5\.2$/ },
    { rows: rows(6), outcome: 'did-not-hold', told: /io_uring 5, epoll-level 6$/ },
    { rows: [measured('poll', 10)], outcome: 'not-measured', told: /nothing to compare/ },
  ]);
});
