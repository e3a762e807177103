import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeardLines, lineKey, lineTag, readTag } from './heard-lines.ts';

test('heard lines: a tag is read back, and other texts have none', () => {
  for (const [robot, sequence, atMs] of [
    [1, 1, 0],
    [20_000, 4_096, 86_400_000],
  ] as const) {
    const line = { key: lineKey(robot, sequence), robot, sequence, atMs };
    assert.deepEqual(readTag(`${lineTag(robot, sequence, atMs + 0.4)} good morning`), line);
    assert.deepEqual(readTag(lineTag(robot, sequence, atMs)), line);
  }
  const others = [
    '',
    'r',
    'r1',
    'r1-1',
    'r1-1-',
    'r-1-1',
    'hello r1-1-1',
    'r1-1-1x',
    'r123456789-1-1',
    'R1-1-1',
    'r1-1-1\n',
  ];
  for (const text of others) assert.equal(readTag(text), null, text);
});

test('heard lines: agree with a set of pairs, also after the way to another process', () => {
  const pair = fc.tuple(fc.integer({ min: 11, max: 40 }), fc.integer({ min: 1, max: 6 }));
  const property = fc.property(fc.array(pair, { maxLength: 200 }), (pairs) => {
    const heard = new HeardLines({ firstNumber: 11, count: 30 });
    const known = new Set<string>();
    for (const [robot, key] of pairs) {
      assert.equal(heard.hear(robot, key), !known.has(`${robot} ${key}`));
      known.add(`${robot} ${key}`);
    }
    const there = HeardLines.of(structuredClone(heard.data()));
    for (let robot = 1; robot < 50; robot++) {
      for (let key = 0; key < 8; key++) assert.equal(there.has(robot, key), known.has(`${robot} ${key}`));
    }
  });
  fc.assert(property, { numRuns: 100 });
});

test('heard lines: beyond its memory a line is not followed, and is not called unheard', () => {
  const heard = new HeardLines({ firstNumber: 1, count: 16, bytesMax: 4 });
  assert.deepEqual(
    [1, 2, 3, 3].map((key) => heard.hear(5, key)),
    [true, true, true, true],
  );
  assert.deepEqual([heard.unchecked, heard.isKnown(1), heard.isKnown(3), heard.has(5, 3)], [2, true, false, false]);
});
