// Free text: the tricks that are taken out, the text of real languages that stays, and that it always ends, within its limit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanText, utf8BytesOf } from './clean-text.ts';

const LIMIT = { bytesMax: 300 } as const;

function clean(text: string, hasLines = false): string | null {
  const cleaned = cleanText(text, { ...LIMIT, hasLines });
  return cleaned.ok ? cleaned.text : null;
}

/** What came, and what is shown; null for nothing. */
const TRICKS: readonly (readonly [string, string, string | null])[] = [
  ['a NUL', 'ab\0cd', 'abcd'],
  ['an escape', '\u001b[31mred', '[31mred'],
  ['a bell and a backspace', 'a\u0007b\u0008c', 'abc'],
  ['a control of the second set', 'a\u009bb', 'ab'],
  ['a line break', 'one\r\ntwo\u2028three', 'one  two three'],
  ['a tab', 'a\tb', 'a b'],
  ['an override of the direction', '\u202egnp.exe', 'gnp.exe'],
  ['an isolate that never ends', 'a\u2066b\u2067c', 'abc'],
  ['marks of the direction', 'a\u200eb\u200fc\u061cd', 'abcd'],
  ['a zero-width space', 'da\u200bmn', 'damn'],
  ['a word joiner and a byte order mark', 'a\u2060b\ufeffc', 'abc'],
  ['a joiner between Latin letters', 'da\u200dmn', 'damn'],
  ['a soft hyphen', 'a\u00adb', 'ab'],
  ['fillers of Hangul', 'a\u115f\u1160\u3164\uffa0b', 'ab'],
  ['tags', `a${String.fromCodePoint(0xe0061, 0xe007f)}b`, 'ab'],
  ['selectors of ideographs', `a${String.fromCodePoint(0xe0100)}b`, 'ab'],
  ['a selector behind a letter', 'a\ufe0fb', 'ab'],
  ['half of a pair', 'a\ud83db\udc00c', 'abc'],
  ['what replaced half of a pair', 'a\ufffdb', 'ab'],
  ['what no standard assigns', 'a\u0378\uffffb', 'ab'],
  ['letters of private use', 'a\ue000b', 'ab'],
  ['a pile of marks', `a${'\u0301'.repeat(40)}b`, `a${'\u0301'.repeat(4)}b`],
  ['a pile of marks that encloses', `a${'\u20dd'.repeat(9)}`, `a${'\u20dd'.repeat(4)}`],
  ['a pile with joiners in it', `क${'\u094d\u200d'.repeat(9)}`, 'क\u094d\u200d\u094d\u200d\u094d\u200d\u094d'],
  ['a mark without a letter', '\u0301a', 'a'],
  ['blanks of all kinds', '\u00a0\u2003\u2800', null],
  ['nothing', '', null],
  ['only what is not seen', '\u200b\u202e\0\u3164', null],
  ['spaces around', '  hello  ', 'hello'],
  ['blanks and joiners at the end', 'hello 👩\u200d \u200d', 'hello 👩'],
];

for (const [what, text, shown] of TRICKS) {
  test(`clean text: ${what}`, () => assert.equal(clean(text), shown));
}

const KEPT: readonly string[] = [
  'hello, world',
  'r12-34',
  '路口交通，你好！',
  '你　好',
  'สวัสดีครับ',
  'नमस्ते क्\u200dष',
  'می\u200cخواهم',
  'שָׁלוֹם',
  'Zażółć gęślą jaźń',
  'e\u0301te\u0301',
  '👩\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3 🇩🇪 👍🏽',
  'a  b',
];

for (const text of KEPT) {
  test(`clean text: stays as it is: ${text}`, () => assert.equal(clean(text), text));
}

test('clean text: lines stay where a text may have them', () => {
  assert.equal(clean('one\ntwo\u2028three', true), 'one\ntwo\nthree');
  assert.equal(clean('\n\n one \n\n', true), 'one');
});

test('clean text: the limit is in bytes, and a longer text is refused whatever it holds', () => {
  assert.equal(clean('龍'.repeat(100)), '龍'.repeat(100));
  for (const text of ['龍'.repeat(101), 'a'.repeat(301), '\u200b'.repeat(101), '😀'.repeat(76)])
    assert.deepEqual(cleanText(text, LIMIT), { ok: false, reason: 'too-long' });
});

test('clean text: a limit above what a packet holds is a mistake of the caller', () => {
  for (const bytesMax of [10_000_000, Number.POSITIVE_INFINITY, Number.NaN])
    assert.throws(() => cleanText('a', { bytesMax }), RangeError);
});

const ANY_TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 90 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('a', ' ', '\u200d', '\ufe0f', '\u0301', '😀', 'क', '\u094d', '\n', '\u3000', '\u202e'), {
      maxLength: 80,
    })
    .map((parts) => parts.join('')),
);

test('clean text: a cleaned text is well-formed, within its limit, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(ANY_TEXT, fc.boolean(), (text, hasLines) => {
      const options = { ...LIMIT, hasLines };
      const cleaned = cleanText(text, options);
      assert.equal(utf8BytesOf(text), Buffer.byteLength(text));
      if (!cleaned.ok) return;
      assert.ok(cleaned.text.isWellFormed());
      assert.ok(utf8BytesOf(cleaned.text) <= LIMIT.bytesMax);
      assert.doesNotMatch(cleaned.text, hasLines ? /[^\P{Cc}\n]/u : /\p{Cc}/u);
      assert.doesNotMatch(cleaned.text, /[\u202a-\u202e\u2066-\u2069\u200b\ufeff]|[\u0300-\u036f]{5}/u);
      assert.deepEqual(cleanText(cleaned.text, options), cleaned);
    }),
    { numRuns: 2_000 },
  );
});
