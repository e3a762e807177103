import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawChart } from './chart.ts';
import { logScale } from './chart-scale.ts';
import { MODELS } from './model.ts';
import { measured, refused, series } from './rows.fixture.ts';

const machine = '2 × <Processor> & "friends"';

function count(svg: string, pattern: RegExp): number {
  return [...svg.matchAll(pattern)].length;
}

test('chart: four panels, a line for each model with a point for each row, a legend, and words for readers of screens', () => {
  const svg = drawChart([...series('poll', [6, 8, 27]), ...series('epoll-level', [5, 5, 5])], { machine });
  assert.match(
    svg,
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 960 \d+" role="img" aria-labelledby="title about">\n/,
  );
  assert.match(
    svg,
    /<title id="title">.+<\/title>\n<desc id="about">.+2 × &lt;Processor&gt; &amp; &quot;friends&quot;/,
  );
  assert.deepEqual(
    [...svg.matchAll(/class="panel" data-metric="(\w+)"/g)].map(([, metric]) => metric),
    ['messagesPerSecond', 'callsPerMessage', 'wakeupsPerMessage', 'cpuUsPerMessage'],
  );
  assert.equal(count(svg, /class="series poll" data-model="poll"/g), 4);
  assert.equal(count(svg, /class="series epoll-level"/g), 4);
  assert.deepEqual([count(svg, /class="legend/g), count(svg, /class="point"/g)], [2, 2 + 2 * 3 * 4]);
  assert.equal(count(svg, />idle connections</g), 4);
  assert.match(svg, /<title>poll, 1,000 idle: 27<\/title>/);
  assert.match(svg, /@media \(prefers-color-scheme:dark\)/);
  assert.doesNotMatch(svg, /NaN|Infinity|undefined|--c:;/);
});

test('chart: tags are closed in order', () => {
  const svg = drawChart([...series('poll', [6]), refused('select', 3_000)], { machine });
  const open: string[] = [];
  for (const [, close, name = '', own] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (close === '/') assert.equal(open.pop(), name);
    else if (own !== '/') open.push(name);
  }
  assert.deepEqual(open, []);
});

test('chart: notes report what no line shows: refusals, failures, zeros, a busy load, other programs', () => {
  const rows = [
    measured('polling', 10, { wakeupsPerMessage: 0, disturbed: 0.4 }),
    measured('epoll-edge', 10, { isLoadSaturated: true, messagesPerSecond: 172_000 }),
    refused('io_uring', 10),
    { ...measured('poll', 10), status: 'failed', reason: 'it broke' } as const,
  ];
  const svg = drawChart(rows, { machine });
  const notes = [...svg.matchAll(/class="note"[^>]*>([^<]*)</g)].map(([, note]) => note);
  assert.deepEqual(notes, [
    'polling: no wake-ups, it never waits',
    'io_uring, 10 idle: refused: Operation not permitted',
    'poll, 10 idle: failed: it broke',
    'From 172,000 messages a second on, the load generator may be slower than the server: compare CPU time there.',
    'Other programs had the cores up to 40 % of the time: messages per second are too low, and CPU too high.',
  ]);
  const wakeups = /data-metric="wakeupsPerMessage">([\s\S]*?)\n<\/g>/.exec(svg)?.[1] ?? '';
  assert.deepEqual([count(wakeups, /class="series polling"/g), count(wakeups, /class="series epoll-edge"/g)], [0, 1]);
});

test('chart: rows with several messages at once are of another load and not drawn; nothing measured is no picture of nothing', () => {
  const svg = drawChart([measured('poll', 100, { burst: 8 })], { machine });
  assert.deepEqual([count(svg, /class="series/g), count(svg, /class="panel"/g)], [0, 4]);
  assert.doesNotMatch(svg, /NaN|Infinity/);
});

test('chart: every model has its own colour on light and dark paper', () => {
  const svg = drawChart(
    MODELS.map(({ name }) => measured(name, 10)),
    { machine },
  );
  const colours = [...svg.matchAll(/--c:(#[0-9a-f]{6})/g)].map(([, colour]) => colour);
  assert.equal(new Set(colours).size, 2 * MODELS.length);
});

test('scale: values lie within the paper, in order, and marks are 1, 2 and 5 of few decades and decades of many', () => {
  const many = logScale([0.1, 10_000], { from: 0, to: 100 });
  assert.deepEqual(many.marks, [0.1, 1, 10, 100, 1_000, 10_000]);
  const few = logScale([3, 40], { from: 100, to: 0 });
  assert.deepEqual(few.marks, [5, 10, 20, 50]);
  assert.ok(few.place(3) < 100 && few.place(3) > few.place(40) && few.place(40) > 0);
  assert.equal(many.place(Math.sqrt(0.1 * 10_000)), 50);
  assert.ok(Number.isFinite(logScale([7], { from: 0, to: 1 }).place(7)));
});
