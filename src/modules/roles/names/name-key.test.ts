// The name key against names that people would take for one another, and names that they would not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameKey } from './name-key.ts';

const SAME: readonly (readonly string[])[] = [
  [
    'Alice',
    'ALICE',
    'alice',
    'Аlice',
    'AIice',
    'A1ice',
    'alıce',
    'ａｌｉｃｅ',
    'A𝐥ice',
    'Аliсе',
    'al|ce',
    'ali\u0307ce',
  ],
  ['Bob', 'B0b', 'BОB', 'вОВ'],
  ['Mary', 'rnary', 'МАRY'],
  ['Straße', 'STRASSE', 'Straſſe'],
  ['COPE', 'СОРЕ', 'соре'],
  ['ANNA', 'ΑΝΝΑ', 'αννα'],
  ['Σίσυφος', 'ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
  ['力口', 'カロ', 'ｶﾛ'],
  ['Zoë', 'Zoe\u0308', 'ZOË'],
  ['각', '\u1100\u1161\u11a8'],
  ['①②', '12', 'l2', 'I2'],
];

const DIFFERENT: readonly (readonly [string, string])[] = [
  ['Gary', 'Gayy'],
  ['Zoë', 'Zoe'],
  ['Alice', 'Alicia'],
  ['青云', '青雲'],
  ['がき', 'かき'],
  ['Bob5', 'BobS'],
  ['Vera', 'Nera'],
  ['a b', 'ab'],
  ['Jan', 'Jam'],
];

test('name key: names that look alike or differ in case share one', () => {
  for (const names of SAME)
    assert.equal(new Set(names.map(nameKey)).size, 1, names.map((n) => `${n}=${nameKey(n)}`).join(' '));
});

test('name key: names that people tell apart keep theirs', () => {
  for (const [one, other] of DIFFERENT) assert.notEqual(nameKey(one), nameKey(other), `${one} and ${other}`);
});

test('name key: of every character, its own key and that of both its cases are the same', () => {
  const failures: string[] = [];
  for (let codePoint = 0; codePoint <= 0x1ffff; codePoint++) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const character = String.fromCodePoint(codePoint);
    const key = nameKey(character);
    if (key === character) continue;
    const others = [key, character.toUpperCase(), character.toLowerCase()];
    if (others.some((other) => nameKey(other) !== key)) failures.push(codePoint.toString(16));
  }
  assert.deepEqual(failures, []);
});

test('name key: of any text, the key of the key is the key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 16 }), (text) => {
      const key = nameKey(text);
      assert.equal(nameKey(key), key);
    }),
    { numRuns: 500 },
  );
});

test('name key: text that is no text does not break it', () => {
  for (const text of ['', '\ud800', '\udc00\ud800', '\u0000', '\u0301', 'x'.repeat(10_000)])
    assert.equal(typeof nameKey(text), 'string');
});
