// The checker against a tiny server: whole, and with each rule broken. It runs in real time over real sockets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkServer, targetOf } from './index.ts';
import { type Broken, ModelServer } from './model-server.fixture.ts';

/** Checks of what the tiny server does not have: a world. */
const ABSENT = [32, 33, 34];

const BROKEN: readonly Broken[] = [
  'speaks of links unasked (1)',
  'enables before sign-in (2)',
  'enables twice (3)',
  'short token (4)',
  'never acknowledges (5)',
  'acknowledges late (6)',
  'answers no ping (7)',
  'takes any count (8)',
  'never pings (9)',
  'keeps dead links (10)',
  'replays one less (11)',
  'forgets what it received (12)',
  'replays nothing (13)',
  'replays everything (14)',
  'refuses a young session (15)',
  'keeps its token (16)',
  'burns unconfirmed tokens (17)',
  'never burns tokens (18)',
  'takes any attempt (19)',
  'knows every token (20)',
  'compares half the token (21)',
  'lets guess for ever (22)',
  'leaves the former link (23)',
  'resumes beside a sign-in (24)',
  'parks for ever (25)',
  'ignores goodbyes (26)',
  'parks malformed sessions (28)',
  'takes any acknowledgement (29)',
  'takes any received (30)',
  'never resyncs (31)',
  'counts to the end (35)',
  'admits without end (38)',
  'ends refused links (39)',
  'drops above the rate (40)',
  'forgets half a message (44)',
  'forgets a resync (45)',
  'answers repeated hellos (41)',
  'challenges at length (42)',
  'takes any cookie (43)',
  'chooses no layout by subprotocol (46)',
  'chooses the first subprotocol (47)',
  'reads both layouts and writes one (48)',
  'resumes in any layout (37)',
  'resumes in any layout over TCP (49)',
  'takes no news of waiting (50)',
  'knows of waiting at any time (51)',
  'ignores unknown tickets (52)',
  'takes any version of waiting (53)',
  'forgets those that wait (54)',
];

for (const layout of ['packed', 'protobuf'] as const) {
  test(`check-server: a server that keeps the rules fails none, layout ${layout}`, async () => {
    const server = await ModelServer.open(layout);
    try {
      const results = await checkServer({ url: server.url, layout, upgrade: () => server.upgrade() });
      const failed = results.filter(({ number, state }) => state === 'failed' && !ABSENT.includes(number));
      assert.deepEqual(failed, []);
    } finally {
      server.stop();
    }
  });
}

test('check-server: at a full server the wait for a place is checked', async () => {
  for (const layout of ['packed', 'protobuf'] as const) {
    const server = await ModelServer.open(layout, null, 1);
    try {
      const [result] = await checkServer({ url: server.url, layout, only: [54] });
      assert.equal(result?.state, 'ok', result?.seen ?? '');
    } finally {
      server.stop();
    }
  }
});

test('check-server: each check fails at a server with its rule broken', async () => {
  const missed = await Promise.all(
    BROKEN.map(async (broken) => {
      // Of all checks only this one needs a server that is full.
      const placesMax = broken.endsWith('(54)') ? 1 : undefined;
      const server = await ModelServer.open('packed', broken, placesMax);
      const number = Number(/\((\d+)\)/.exec(broken)?.[1]);
      try {
        const upgrade = (): Promise<void> => server.upgrade();
        const [result] = await checkServer({ url: server.url, only: [number], upgrade });
        return result?.state === 'failed' ? [] : [`${broken}: ${result?.seen}`];
      } finally {
        server.stop();
      }
    }),
  );
  assert.deepEqual(missed.flat(), []);
});

test('check-server: an address that is none says which forms there are', () => {
  for (const text of ['', 'localhost', 'http://a:1', 'tcp://a', 'tls://a:1']) {
    assert.throws(() => targetOf(text), /write tcp:\/\/HOST:PORT or ws/);
  }
  assert.deepEqual(targetOf('ws://[::1]:80/a?b'), { host: '::1', port: 80, path: '/a?b' });
});
