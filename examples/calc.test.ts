import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutsOf, ServiceWorld } from '../src/services/service-world.fixture.ts';
import calc from './calc.ts';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

test('calc: every sum is answered in its order, wherever the bytes were cut', async () => {
  const world = await ServiceWorld.open(calc);
  const answers = '100+98=198X14*23=322X';
  for (const pieces of cutsOf('100+98X14*23X')) assert.equal(world.ask(pieces), answers);
  await world.stop();
});

const ROWS: readonly (readonly [asked: string, answer: string])[] = [
  ['7/2', '7/2=3'],
  ['-7/2', '-7/2=-3'],
  ['-7%2', '-7%2=-1'],
  ['1-2', '1-2=-1'],
  ['5--3', '5--3=8'],
  ['+1++1', '+1++1=2'],
  ['\n 1 +\r\n 2 ', '1+2=3'],
  [`${INT64_MAX}+0`, `${INT64_MAX}+0=${INT64_MAX}`],
  ['1/0', '1/0=error: division by zero'],
  ['1%0', '1%0=error: division by zero'],
  ['0/0', '0/0=error: division by zero'],
  [`${INT64_MAX}+1`, `${INT64_MAX}+1=error: overflow`],
  [`${INT64_MIN}/-1`, `${INT64_MIN}/-1=error: overflow`],
  [`${INT64_MAX + 1n}-1`, `${INT64_MAX + 1n}-1=error: overflow`],
  [`${'9'.repeat(70)}+1`, `${'9'.repeat(64)}...=error: overflow`],
  ['2^3', '2^3=error: unknown operator: one of + - * / % is needed'],
  ['2x3', '2x3=error: unknown operator: one of + - * / % is needed'],
  ['', '=error: nothing was asked'],
  ['\n', '=error: nothing was asked'],
  ...['1', '1+', '+1', '1+2+3', 'abc', '1.5+2', '--1+2', '\x00\xff', '__proto__'].map(
    (asked) =>
      [
        asked,
        `${asked.replaceAll(/[^!-~]/g, '?')}=error: not a sum: write a number, an operator and a number`,
      ] as const,
  ),
];

test('calc: what is no sum is answered with what it lacks', async () => {
  const world = await ServiceWorld.open(calc);
  for (const [asked, answer] of ROWS) assert.equal(world.ask([`${asked}X`]), `${answer}X`, JSON.stringify(asked));
  await world.stop();
});

const operand = fc.oneof(fc.bigInt(INT64_MIN * 2n, INT64_MAX * 2n), fc.bigInt(-9n, 9n));
const sum = fc.record({ left: operand, operator: fc.constantFrom('+', '-', '*', '/', '%'), right: operand });

test('calc: results are those of whole numbers without bounds, or an error where 64 bits do not hold them', () => {
  const isHeld = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX;
  const reference = (left: bigint, operator: string, right: bigint): string => {
    if (!isHeld(left) || !isHeld(right)) return 'error: overflow';
    if (right === 0n && '/%'.includes(operator)) return 'error: division by zero';
    const byOperator = new Map([
      ['+', () => left + right],
      ['-', () => left - right],
      ['*', () => left * right],
      ['/', () => left / right],
      ['%', () => left % right],
    ]);
    const result = byOperator.get(operator)?.() ?? 0n;
    return isHeld(result) ? String(result) : 'error: overflow';
  };
  fc.assert(
    fc.property(sum, ({ left, operator, right }) => {
      const asked = `${left}${operator}${right}`;
      assert.equal(calc.answerText(asked), `${asked}=${reference(left, operator, right)}`);
    }),
  );
});

test('calc: whatever bytes come, what ends in X is answered with one answer that ends in X', async () => {
  const world = await ServiceWorld.open(calc);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = `${String.fromCharCode(...bytes)}X`;
      assert.equal(world.ask([text]).split('X').length, text.split('X').length);
    }),
    { numRuns: 50 },
  );
  assert.deepEqual(world.logged, []);
  await world.stop();
});

test('calc: a number of a megabyte ends the connection with the reason, and others go on', async () => {
  const world = await ServiceWorld.open(calc);
  assert.equal(world.ask(['1'.repeat(1_000_000)]), 'closed: frame-too-longX');
  assert.equal(world.ask(['1+1X']), '1+1=2X');
  await world.stop();
});

test('calc: half a sum and silence ends the connection with the reason', async () => {
  const world = await ServiceWorld.open(calc);
  const peer = world.peer();
  peer.send('1+1X2+');
  world.clock.advance(61_000);
  assert.equal(peer.text, '1+1=2Xclosed: frame-timeoutX');
  peer.end();
  await world.stop();
});

test('calc: a flood of X from a client that does not read stops that client alone', async () => {
  const world = await ServiceWorld.open(calc, { sendBufferBytes: 4096 });
  const flooder = world.peer();
  flooder.pause();
  for (let round = 0; round < 200; round++) {
    flooder.send('X'.repeat(4096));
    world.settle();
  }
  assert.ok(world.count('frames_received') < 50_000, 'most of the flood waits at its sender');
  assert.equal(world.ask(['1+1X']), '1+1=2X');
  flooder.reset();
  await world.stop();
});
