import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { AssertionFailure, CodedError } from '../base/index.ts';
import { isGamesError } from './stray-error.ts';

const SOURCE = join(import.meta.dirname, '..');
const TRACE = { module: 'mine', place: 'the handler of dig_c2s' };

class Refusal extends CodedError<'refused'> {}

function thrownIn(files: readonly string[], error: Error = new TypeError('wrong')): Error {
  error.stack = [`${error.name}: ${error.message}`, ...files.map((file) => `    at call (${file}:1:2)`)].join('\n');
  return error;
}

const own = `file://${SOURCE}/store/front/store.ts`;
const library = `file://${SOURCE}/../node_modules/pg/lib/client.js`;
const node = 'node:internal/timers';
const game = 'file:///srv/mygame/mine.module.ts';

const CASES: readonly [
  title: string,
  thrown: unknown,
  kind: 'exception' | 'rejection',
  isTraced: boolean,
  isGames: boolean,
][] = [
  ['an assertion of ours, whoever called', thrownIn([own, game], new AssertionFailure('no')), 'rejection', true, false],
  ['a timer of the game that throws', thrownIn([game, node]), 'exception', false, true],
  ['a path without a scheme', thrownIn(['/srv/mygame/mine.js', node]), 'exception', false, true],
  ['our code, called by the game', thrownIn([own, game, node]), 'exception', true, true],
  ['our own timer, set while a module ran', thrownIn([own, node]), 'exception', true, false],
  ['our own timer', thrownIn([own, node]), 'exception', false, false],
  ['a library that we use', thrownIn([library, own, node]), 'exception', false, false],
  [
    'a promise of the store that a module did not await',
    thrownIn([own], new Refusal('refused', 'no')),
    'rejection',
    true,
    true,
  ],
  ['a promise of Node that a module did not await', thrownIn([node]), 'rejection', true, true],
  ['a promise of Node that nobody awaited', thrownIn([node]), 'rejection', false, false],
  ['a coded error in a timer of a module', thrownIn([own], new Refusal('refused', 'no')), 'exception', true, true],
  ['an event of Node that a module did not handle', thrownIn([node]), 'exception', true, true],
  ['a text that a module threw', 'wrong', 'exception', true, true],
  ['a text that nobody threw', 'wrong', 'exception', false, false],
  ['a test, which stands for a game', new Error('here'), 'exception', false, true],
  ['an error without a stack', Object.assign(new Error('bare'), { stack: undefined }), 'exception', false, false],
];

for (const [title, thrown, kind, isTraced, isGames] of CASES) {
  test(`stray error: ${title} is ${isGames ? "the game's" : 'ours'}`, () => {
    assert.equal(isGamesError({ thrown, kind, trace: isTraced ? TRACE : null }), isGames);
  });
}
