import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AnswerLedger } from './answer-ledger.ts';
import { SKIPPED_MAX } from './limits.ts';

const CLEAN = { lost: 0, doubled: 0, outOfOrder: 0 };

/** A ledger with so many questions, and these answers. */
function ledgerOf(asked: number, answers: readonly number[]): AnswerLedger {
  const ledger = new AnswerLedger();
  for (let number = 0; number < asked; number++) assert.equal(ledger.ask(), number);
  for (const number of answers) ledger.answered(number);
  return ledger;
}

test('answer ledger: each wrong answer is counted as what it is', () => {
  const rows = [
    { answers: [0, 1, 2, 3], found: {} },
    { answers: [0, 1, 2], found: { lost: 1 } },
    { answers: [0, 1, 3], found: { lost: 1 } },
    { answers: [3], found: { lost: 3 } },
    { answers: [], found: { lost: 4 } },
    { answers: [0, 1, 1, 2, 3], found: { doubled: 1 } },
    { answers: [0, 1, 2, 3, 0, 3], found: { doubled: 2 } },
    { answers: [0, 2, 1, 3], found: { outOfOrder: 1 } },
    { answers: [3, 2, 1, 0], found: { outOfOrder: 3 } },
    { answers: [0, 2, 1, 1, 3], found: { outOfOrder: 1, doubled: 1 } },
    // What was never asked is somebody else's.
    { answers: [0, 1, 2, 3, 4, -1, 0.5, Number.NaN], found: {} },
  ];
  for (const { answers, found } of rows) {
    const ledger = ledgerOf(4, answers);
    ledger.close();
    assert.deepEqual(ledger.faults(), { ...CLEAN, ...found }, answers.join());
  }
});

test('answer ledger: any loss, repetition or exchange in a stream of answers is found, and nothing else', () => {
  const stream = fc.record({
    asked: fc.integer({ min: 2, max: 60 }),
    at: fc.nat(),
    fault: fc.constantFrom('none', 'lost', 'doubled', 'outOfOrder'),
  });
  fc.assert(
    fc.property(stream, ({ asked, at, fault }) => {
      const answers = Array.from({ length: asked }, (_, number) => number);
      const place = at % (asked - 1);
      if (fault === 'lost') answers.splice(place, 1);
      if (fault === 'doubled') answers.splice(place + 1, 0, answers[place] as number);
      if (fault === 'outOfOrder') answers.splice(place, 2, place + 1, place);
      const ledger = ledgerOf(asked, answers);
      assert.equal(ledger.isSettled, fault !== 'lost' || place < asked - 1);
      ledger.close();
      assert.deepEqual(ledger.faults(), fault === 'none' ? CLEAN : { ...CLEAN, [fault]: 1 });
    }),
  );
});

test('answer ledger: a question that could not be sent needs no answer, and may have one', () => {
  const ledger = new AnswerLedger();
  ledger.ask();
  assert.equal(ledger.askInVain(), 1);
  ledger.ask();
  assert.equal(ledger.askInVain(), 3);
  assert.equal(ledger.answered(0), 'next');
  assert.equal(ledger.isSettled, false);
  assert.equal(ledger.answered(2), 'next');
  assert.equal(ledger.isSettled, true);
  assert.equal(ledger.answered(1), 'late');
  assert.equal(ledger.answered(3), 'next');
  assert.equal(ledger.answered(3), 'doubled');
  ledger.close();
  assert.deepEqual(ledger.faults(), { ...CLEAN, doubled: 1 });
});

test('answer ledger: after the server said so, earlier answers may be missing or late, later ones may not', () => {
  const ledger = ledgerOf(3, [0]);
  ledger.excuse();
  for (let more = 0; more < 3; more++) ledger.ask();
  assert.equal(ledger.answered(4), 'next');
  assert.equal(ledger.answered(2), 'late');
  assert.equal(ledger.answered(2), 'doubled');
  ledger.close();
  // 3 and 5 are owed.
  assert.deepEqual(ledger.faults(), { lost: 2, doubled: 1, outOfOrder: 0 });
});

test('answer ledger: what it remembers is bounded', () => {
  const asked = SKIPPED_MAX + 10;
  const ledger = ledgerOf(asked, [asked - 1, asked - 2]);
  assert.deepEqual(ledger.faults(), { ...CLEAN, lost: asked - 2, outOfOrder: 1 });
  // So long ago that nobody knows it any more.
  assert.equal(ledger.answered(0), 'doubled');
});
