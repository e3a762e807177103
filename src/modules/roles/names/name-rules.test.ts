// The name rules: tables of names with their verdicts, more refused than accepted, and texts of any kind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDictionary, WordFilter } from '../../words/filter/index.ts';
import type { NameFailure } from './name-failure.ts';
import { NAME_FAILURES } from './name-failure.ts';
import { nameKey } from './name-key.ts';
import { NameRules } from './name-rules.ts';

const parsed = parseDictionary([{ source: 'test', bytes: Buffer.from('damn\n!客服\n^游客\n^admin\n=system') }]);
assert.ok(parsed.ok);
const words = new WordFilter(parsed.dictionary);
const rules = new NameRules({ words });

const ACCEPTED: readonly (readonly [string, string])[] = [
  ['Al', 'Al'],
  ['Alice', 'Alice'],
  ['青云', '青云'],
  ['青云剑客', '青云剑客'],
  ['王小Ming', '王小Ming'],
  ['山田Tarō', '山田Tarō'],
  ['ひらがなカナ漢', 'ひらがなカナ漢'],
  ['김철수', '김철수'],
  ['Алиса', 'Алиса'],
  ['Νίκος', 'Νίκος'],
  ['ไทยแลนด์', 'ไทยแลนด์'],
  ['नमस्ते', 'नमस्ते'],
  ['שָׁלוֹם', 'שָׁלוֹם'.normalize('NFKC')],
  ['阿凡提·买买提', '阿凡提·买买提'],
  ["O'Neil", "O'Neil"],
  ['Anna-Lena_2', 'Anna-Lena_2'],
  ['a b', 'a b'],
  ['12', '12'],
  ['ｆｕｌｌ', 'full'],
  ['ab\u3000cd', 'ab cd'],
  ['Zoe\u0308', 'Zoë'],
  ['e\u0301'.repeat(12), 'é'.repeat(12)],
];

const REFUSED: readonly (readonly [string, NameFailure])[] = [
  ['', 'empty'],
  ['A', 'too-short'],
  ['青', 'too-short'],
  ['\u212b', 'too-short'],
  ['a'.repeat(13), 'too-long'],
  ['青'.repeat(13), 'too-long'],
  ['a'.repeat(10_000), 'too-long'],
  ['😀'.repeat(10_000), 'too-long'],
  ['\u0301'.repeat(10_000), 'too-long'],
  ['\ufdfa', 'too-long'],
  ['\ud800ab', 'broken-text'],
  ['ab\udc00', 'broken-text'],
  ['ab\ufffd', 'broken-text'],
  ['\udc00\ud800', 'broken-text'],
  ['a\u0000b', 'control-character'],
  ['a\tb', 'control-character'],
  ['ab\n', 'control-character'],
  ['ab\u0085', 'control-character'],
  ['ab\u2028', 'control-character'],
  ['ab\ue000', 'control-character'],
  ['ab\u0378', 'control-character'],
  ['ab\u{10ffff}', 'control-character'],
  ['a\u200bb', 'invisible-character'],
  ['a\u200db', 'invisible-character'],
  ['a\u202eb', 'invisible-character'],
  ['a\u2066b', 'invisible-character'],
  ['a\ufeffb', 'invisible-character'],
  ['a\u00adb', 'invisible-character'],
  ['ab\ufe0f', 'invisible-character'],
  ['ab\u{e0101}', 'invisible-character'],
  ['ab\u3164', 'invisible-character'],
  ['ab\u2800', 'invisible-character'],
  ['a\u2003b', 'invisible-character'],
  [' ab', 'space-misplaced'],
  ['ab ', 'space-misplaced'],
  ['a  b', 'space-misplaced'],
  ['  ', 'space-misplaced'],
  ['\u3000ab', 'space-misplaced'],
  ['\u0301ab', 'mark-misplaced'],
  ['a \u0301b', 'mark-misplaced'],
  ['a\u0323\u0330\u0331\u0332b', 'mark-misplaced'],
  ['ab\u20dd', 'mark-misplaced'],
  ['ab!', 'symbol-refused'],
  ['<b>', 'symbol-refused'],
  ['a$b', 'symbol-refused'],
  ['a，b', 'symbol-refused'],
  ['a😀', 'emoji-refused'],
  ['🇨🇳ab', 'emoji-refused'],
  ['👩‍👩‍👧', 'emoji-refused'],
  ['---', 'no-letter'],
  ['··', 'no-letter'],
  ['ᚠᚢᚦ', 'script-refused'],
  ['𐌰𐌱', 'script-refused'],
  ['Аlice', 'mixed-scripts'],
  ['αlice', 'mixed-scripts'],
  ['Иван王', 'mixed-scripts'],
  ['カナ한글', 'mixed-scripts'],
  ['abไทย', 'mixed-scripts'],
  ['system', 'reserved'],
  ['ＳＹＳＴＥＭ', 'reserved'],
  ['Admin12', 'reserved'],
  ['游客123', 'reserved'],
  ['Damn-it', 'sensitive'],
  ['d4mn', 'sensitive'],
  ['小客服', 'sensitive'],
];

test('name rules: ordinary names of many scripts pass in their normal form', () => {
  for (const [text, name] of ACCEPTED)
    assert.deepEqual(rules.check(text), { ok: true, name, key: nameKey(name) }, text);
});

test('name rules: every refusal has its reason', () => {
  for (const [text, reason] of REFUSED) {
    assert.deepEqual(rules.check(text), { ok: false, reason }, JSON.stringify(text.slice(0, 20)));
  }
});

test('name rules: every reason of the table is given by some name', () => {
  assert.deepEqual(new Set(REFUSED.map(([, reason]) => reason)), new Set(Object.keys(NAME_FAILURES)));
});

test('name rules: lengths, signs and emoji are options', () => {
  const wide = new NameRules({ words: null }, { lengthMin: 1, lengthMax: 20, signs: '.', allowEmoji: true });
  assert.ok(wide.check('青').ok);
  assert.ok(wide.check('a'.repeat(20)).ok);
  assert.ok(wide.check('a.b').ok);
  assert.ok(wide.check('ab❤️').ok);
  assert.ok(wide.check('👩‍👩‍👧ab').ok);
  assert.deepEqual(wide.check('a-b'), { ok: false, reason: 'symbol-refused' });
  assert.deepEqual(wide.check('a\u200db'), { ok: false, reason: 'invisible-character' });
  assert.deepEqual(wide.check('😀😀'), { ok: false, reason: 'no-letter' });
});

test('name rules: bounds that contradict each other are a bug of the caller', () => {
  assert.throws(() => new NameRules({ words }, { lengthMin: 0 }), /broken invariant/);
  assert.throws(() => new NameRules({ words }, { lengthMin: 5, lengthMax: 4 }), /broken invariant/);
  assert.throws(() => new NameRules({ words }, { lengthMax: 1_000 }), /broken invariant/);
});

test('name rules: any text gets a verdict, and an accepted name is accepted again unchanged', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 14 }));
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
      ),
      (given) => {
        const verdict = rules.check(given);
        if (!verdict.ok) return assert.ok(verdict.reason in NAME_FAILURES);
        assert.deepEqual(rules.check(verdict.name), verdict);
      },
    ),
    { numRuns: 300 },
  );
});
