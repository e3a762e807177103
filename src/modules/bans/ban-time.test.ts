import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endsOf, isActive, type Moment, parseLength, remainingMs, remainingSeconds, untilText } from './ban-time.ts';

const DAY_MS = 86_400_000;
const NOW: Moment = { wallMs: Date.UTC(2026, 10, 30, 2, 0), ranMs: 5_000 };

test('ban time: a length is a number with a unit, at most ten years, or for good', () => {
  const rows: readonly (readonly [string, number | null | undefined])[] = [
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['12h', 43_200_000],
    ['7d', 7 * DAY_MS],
    ['2w', 14 * DAY_MS],
    ['3650d', 3_650 * DAY_MS],
    ['good', null],
    ['3651d', undefined],
    ['999999999w', undefined],
    ['99999999999999999999s', undefined],
    ['0s', undefined],
    ['-1d', undefined],
    ['1.5h', undefined],
    ['7', undefined],
    ['d', undefined],
    ['7 d', undefined],
    ['1e9s', undefined],
    ['forever', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of rows) assert.equal(parseLength(text), expected, text);
});

test('ban time: a ban ends at its end and not before, and one for good never', () => {
  const ban = endsOf(1_000, NOW);
  const at = (ms: number): Moment => ({ wallMs: NOW.wallMs + ms, ranMs: NOW.ranMs + ms });
  assert.deepEqual([isActive(ban, at(999)), isActive(ban, at(1_000))], [true, false]);
  assert.equal(isActive(endsOf(null, NOW), { wallMs: Number.MAX_SAFE_INTEGER, ranMs: Number.MAX_SAFE_INTEGER }), true);
});

test('ban time: a wall clock that is set back makes no ban longer while servers run; standing still holds up none', () => {
  const ban = endsOf(3_600_000, NOW);
  // The clock was a year ahead when the ban was made.
  const setBack = (ranForMs: number): Moment => ({ wallMs: NOW.wallMs - 365 * DAY_MS, ranMs: NOW.ranMs + ranForMs });
  assert.equal(remainingMs(ban, setBack(0)), 3_600_000);
  assert.deepEqual([isActive(ban, setBack(3_599_999)), isActive(ban, setBack(3_600_000))], [true, false]);
  assert.equal(isActive(ban, { wallMs: NOW.wallMs + 3_600_000, ranMs: NOW.ranMs }), false);
});

test('ban time: what is left fits the message of old clients, and 0 is for good alone', () => {
  const rows: readonly (readonly [number | null, number])[] = [
    [null, 0],
    [1, 1],
    [999, 1],
    [1_001, 2],
    [3_650 * DAY_MS, 315_360_000],
  ];
  for (const [lengthMs, seconds] of rows) assert.equal(remainingSeconds(endsOf(lengthMs, NOW), NOW), seconds);
  const far = { untilMs: Number.MAX_SAFE_INTEGER, untilRanMs: Number.MAX_SAFE_INTEGER };
  assert.equal(remainingSeconds(far, NOW), 2 ** 31 - 1);
});

test('ban time: any length at any moment is active at once, and never for longer than the length', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_650 * 86_400 }),
      fc.nat({ max: 4_102_444_800_000 }),
      fc.nat({ max: 10 ** 12 }),
      (seconds, wallMs, ranMs) => {
        const made = { wallMs, ranMs };
        const ban = endsOf(seconds * 1_000, made);
        assert.ok(isActive(ban, made));
        assert.equal(isActive(ban, { wallMs: 0, ranMs: ranMs + seconds * 1_000 }), false);
        assert.ok(Number.isSafeInteger(remainingMs(ban, made)));
        assert.match(untilText(ban, made), /^until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
      },
    ),
  );
  assert.equal(untilText(endsOf(null, NOW), NOW), 'for good');
  assert.equal(untilText(endsOf(DAY_MS, NOW), NOW), 'until 2026-12-01 02:00 UTC');
});
