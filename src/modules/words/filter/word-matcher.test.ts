// The matcher against a search of every word at every place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Found, WordMatcher } from './word-matcher.ts';

function found(words: readonly string[], text: string): readonly string[] {
  return described([...new WordMatcher(words.map((word) => [...word])).find([...text])]);
}

function described(matches: readonly Found[]): readonly string[] {
  return matches.map(({ word, start, end }) => `${word} ${start}-${end}`);
}

/** In the order in which they end; of those that end together, the longest first. */
function searched(words: readonly string[], text: string): readonly string[] {
  const letters = [...text];
  const matches: Found[] = [];
  for (let end = 1; end <= letters.length; end++) {
    for (let start = 0; start < end; start++) {
      const read = letters.slice(start, end).join('');
      for (const [word, each] of words.entries()) if (each === read) matches.push({ word, start, end });
    }
  }
  return described(matches);
}

test('word matcher: words inside words, ends of words and equal words are all found', () => {
  assert.deepEqual(found(['she', 'he', 'hers', 'he', 's'], 'ushers'), [
    '4 1-2',
    '0 1-4',
    '1 2-4',
    '3 2-4',
    '2 2-6',
    '4 5-6',
  ]);
});

test('word matcher: a letter that no word has ends what was begun', () => {
  assert.deepEqual(found(['ab'], 'a-b'), []);
  assert.deepEqual(found(['ab'], '-ab-'), ['0 1-3']);
});

test('word matcher: a dictionary without words finds nothing', () => {
  assert.deepEqual(found([], 'text'), []);
});

test('word matcher: letters are code points, also where a mark follows', () => {
  assert.deepEqual(found(['𠀀b', 'กา'], 'a𠀀bกาำ'), ['0 1-3', '1 3-5']);
});

test('word matcher: it finds what a search of every word at every place finds', () => {
  const letter = fc.constantFrom('a', 'b', 'c', '中', '𠀀');
  const word = fc.string({ unit: letter, minLength: 1, maxLength: 5 });
  const text = fc.string({ unit: fc.oneof(letter, fc.constant('-')), maxLength: 40 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), text, (words, of) => {
      assert.deepEqual(found(words, of), searched(words, of));
    }),
  );
});
