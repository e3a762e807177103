import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measured, refused } from './rows.fixture.ts';
import { formatTable } from './table.ts';
import { figure, outcomeWords, stepWords } from './words.ts';

test('table: figures stand in columns, a reason takes the place of figures, notes come last', () => {
  const rows = [
    measured('epoll-level', 10_000, { isLoadSaturated: true, disturbed: 0.25 }),
    measured('poll', 10, { burst: 8, cpuUsPerMessage: 259.7 }),
    { ...refused('select', 10_000, 'fd-setsize'), refusedAt: 1_019, reason: 'no room in the set' },
    { ...measured('poll', 10), status: 'failed', reason: 'it broke' } as const,
  ];
  assert.equal(
    formatTable(rows),
    [
      'model          idle  messages/s  calls/msg  wake-ups/msg  CPU µs/msg  threads  busy  load',
      'epoll-level  10,000     100,000        2.2           0.2           5        1  50 %  50 %  load saturated, disturbed 25 %',
      'poll ×8          10     100,000        2.2           0.2         260        1  50 %  50 %',
      'select       10,000  refused at 1,019: no room in the set',
      'poll             10  failed: it broke',
    ].join('\n'),
  );
});

test('words: three digits count, and what became of a step is one line', () => {
  const cases = [0, 0.01449, 1, 5.4321, 27, 99.96, 259.7, 1_234.5, 189_559];
  assert.deepEqual(cases.map(figure), ['0', '0.0145', '1', '5.43', '27', '100', '260', '1,230', '190,000']);
  assert.equal(stepWords(measured('poll', 1_000, { burst: 8 })), 'poll, 1,000 idle, 8 messages at once');
  assert.equal(outcomeWords(measured('poll', 10)), '100,000 messages/s, 5 µs each');
  assert.equal(outcomeWords(refused('io_uring', 10)), 'refused: Operation not permitted');
});
