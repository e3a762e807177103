import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../base/index.ts';
import { ClientError, type Closed } from '../client/index.ts';
import { AWAY_MS_MAX, ConnectAgain } from './connect-again.ts';
import { HeldLines } from './held-lines.ts';

const LOST: Closed = { reason: 'peer-closed', told: null, errno: 0, failure: null };
const STEP_MS = 1_000;

/** A server that is away, a person who types `typed`, and `ms` of time. */
async function away(typed: readonly string[], ms: number) {
  const clock = new ManualClock();
  const said: string[] = [];
  const seen = { tries: 0, isOver: false };
  const lines = new HeldLines(
    (async function* () {
      yield* typed;
      await new Promise(() => {});
    })(),
  );
  const connect = () => {
    seen.tries++;
    return Promise.reject(new ClientError('connect-failed', 'no server'));
  };
  const again = new ConnectAgain({ lines, clock, connect, tell: (what) => said.push(what) });
  void again.from(LOST).then((client) => {
    assert.equal(client, null);
    seen.isOver = true;
  });
  for (let passedMs = 0; passedMs <= ms; passedMs += STEP_MS) {
    for (let depth = 0; depth < 30; depth++) await Promise.resolve();
    clock.advance(STEP_MS);
  }
  return { ...seen, said };
}

test('connect: while a server is away it is tried with growing waits, and given up at the limit', async () => {
  const soon = await away([], 60_000);
  assert.equal(soon.isOver, false);
  assert.ok(soon.tries >= 10 && soon.tries <= 20, `${soon.tries} tries in a minute`);
  const { isOver, said } = await away([], AWAY_MS_MAX + 10_000);
  assert.deepEqual([isOver, said.at(-1)], [true, 'the server did not come back within 15 minutes']);
});

test('connect: while a server is away a line is answered and tries at once, and quit ends the conversation', async () => {
  const { tries, isOver, said } = await away(['hello', 'quit'], STEP_MS);
  assert.deepEqual([tries, isOver, said.at(-1)], [1, true, 'not sent: there is no connection at the moment']);
});
