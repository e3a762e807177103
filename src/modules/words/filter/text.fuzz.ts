// Any text through the cleaner and the filter of chat: both end, the text stays within its limit and is well-formed, a mask keeps its
// length, and a dictionary word of 8, 16, 24 or 32 letters is masked as any other.
import assert from 'node:assert/strict';
import { pick, type Random } from '../../../base/index.ts';
import { cleanText, utf8BytesOf } from './clean-text.ts';
import { parseDictionary } from './word-dictionary.ts';
import { WordFilter } from './word-filter.ts';

export const smokeRounds = 300;

const BYTES_MAX = 600;
const LETTERS = 'abcdefghijklmnop';
/** Words of all lengths, those at which the classic filter never ended among them. */
const WORDS = Array.from({ length: 32 }, (_, at) => LETTERS.repeat(2).slice(0, at + 1)).filter(
  ({ length }) => length > 2,
);
const parsed = parseDictionary([{ source: 'fuzz', bytes: Buffer.from(WORDS.map((word) => `*${word}`).join('\n')) }]);
assert.ok(parsed.ok);
const filter = new WordFilter(parsed.dictionary);

const PIECES: readonly string[] = [
  ...[
    ' ',
    '\n',
    '\0',
    '\u200d',
    '\u200b',
    '\ufe0f',
    '\u0301',
    '\u20dd',
    '\u202e',
    '\u2066',
    '\u3000',
    '\ufffd',
    '\ud83d',
  ],
  ...['\udc00', '😀', '👩\u200d👧', 'क', '\u094d', 'ب', '龍', 'ﬀ', 'A', '1', '$', '.', '_', '*'],
  ...WORDS,
];

export function round(random: Random): void {
  let text = '';
  for (let count = random.below(30); count > 0; count--) {
    text += random.below(3) === 0 ? String.fromCharCode(random.below(0x1_0000)) : pick(random, PIECES);
  }
  assert.equal(utf8BytesOf(text), Buffer.byteLength(text));
  const hasLines = random.below(2) === 0;
  const cleaned = cleanText(text, { bytesMax: BYTES_MAX, hasLines });
  if (!cleaned.ok) return;
  assert.ok(cleaned.text.isWellFormed() && utf8BytesOf(cleaned.text) <= BYTES_MAX);
  assert.deepEqual(cleanText(cleaned.text, { bytesMax: BYTES_MAX, hasLines }), cleaned);
  const masked = filter.mask(cleaned.text);
  assert.equal([...masked].length, [...cleaned.text].length);
  assert.deepEqual(filter.findAll(masked), []);
}
