// Random names: what is offered can always be created, and a taken offer leads to a free one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../base/index.ts';
import { builtInDictionaries, loadDictionary, WordFilter } from '../words/filter/index.ts';
import { builtInNameSets } from './name-files-node.ts';
import { NameRules, nameKey } from './names/index.ts';
import { RandomNames } from './random-names.ts';

const rules = new NameRules({ words: new WordFilter(loadDictionary(builtInDictionaries())) });
const sets = builtInNameSets();

test('random names: every combination of the built-in sets passes the rules and the dictionary', () => {
  for (const set of sets) {
    for (const given of [...set.given.boy, ...set.given.girl]) {
      for (const surname of set.surnames) {
        const name = set.order === 'surname-first' ? surname + given : given + surname;
        assert.ok(rules.check(name).ok, name);
      }
    }
  }
});

test('random names: boys and girls are given names of their own', () => {
  for (const { given } of sets)
    assert.deepEqual(
      given.boy.filter((name) => given.girl.includes(name)),
      [],
    );
});

test('random names: draws pass the rules at every attempt, and repeat with the seed', () => {
  const draw = (seed: number) => {
    const names = new RandomNames({ random: new SeededRandom(seed), rules }, sets);
    return Array.from({ length: 2_000 }, (_, index) => names.draw(index % 2 === 0 ? 'boy' : 'girl', index % 40));
  };
  const offers = draw(7);
  for (const offer of offers) {
    assert.ok(offer !== null);
    assert.deepEqual(rules.check(offer.name), { ok: true, ...offer });
  }
  assert.deepEqual(draw(7), offers);
  assert.notDeepEqual(draw(8), offers);
});

test('random names: later attempts find free names when all plain ones are taken', () => {
  const one = [{ surnames: ['李'], given: { boy: ['云飞'], girl: ['雪儿'] }, order: 'surname-first' as const }];
  const names = new RandomNames({ random: new SeededRandom(1), rules }, one);
  const taken = new Set<string>();
  for (let player = 0; player < 200; player++) {
    let attempt = 0;
    let offer = names.draw('boy', attempt);
    while (offer !== null && taken.has(offer.key) && attempt < 64) offer = names.draw('boy', ++attempt);
    assert.ok(offer !== null && !taken.has(offer.key));
    taken.add(offer.key);
  }
});

test('random names: sets that the rules refuse altogether give null, not an endless search', () => {
  const refused = [{ surnames: ['x'], given: { boy: [''], girl: [''] }, order: 'given-first' as const }];
  const names = new RandomNames({ random: new SeededRandom(1), rules }, refused);
  assert.equal(names.draw('boy'), null);
});

test('random names: two names of the built-in sets do not share a key', () => {
  const nameByKey = new Map<string, string>();
  for (const set of sets) {
    for (const given of [...set.given.boy, ...set.given.girl]) {
      for (const surname of set.surnames.slice(0, 20)) {
        const name = set.order === 'surname-first' ? surname + given : given + surname;
        assert.equal(nameByKey.get(nameKey(name)) ?? name, name);
        nameByKey.set(nameKey(name), name);
      }
    }
  }
});
