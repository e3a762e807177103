import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepWatch, type WatchEffect, type WatchEvent, type WatchState } from './watch-machine.ts';

function run(...events: readonly WatchEvent[]): {
  readonly state: WatchState;
  readonly effects: readonly WatchEffect[];
} {
  let state: WatchState = 'running';
  const effects: WatchEffect[] = [];
  for (const event of events) {
    const step = stepWatch(state, event);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

test('start --watch: a change stops the server, and the next starts when it has ended', () => {
  assert.deepEqual(run('changed', 'changed', 'ended'), {
    state: 'running',
    effects: ['say-restart', 'terminate', 'start'],
  });
});

test('start --watch: a server that does not stop in time is killed, and only then the next starts', () => {
  assert.deepEqual(run('changed', 'late').effects, ['say-restart', 'terminate', 'kill']);
  assert.deepEqual(run('changed', 'late', 'ended').effects.at(-1), 'start');
});

test('start --watch: a start that fails is not repeated until a file changes', () => {
  assert.deepEqual(run('ended', 'late'), { state: 'waiting', effects: ['say-waiting'] });
  assert.deepEqual(run('ended', 'changed'), { state: 'running', effects: ['say-waiting', 'say-restart', 'start'] });
});

test('start --watch: a stop waits for the server, starts no other, and leaves the server its time', () => {
  assert.deepEqual(run('stop', 'changed', 'late', 'ended'), { state: 'over', effects: ['terminate', 'finish'] });
  assert.deepEqual(run('changed', 'stop', 'ended').state, 'over');
  assert.deepEqual(run('ended', 'stop').effects, ['say-waiting', 'finish']);
});
