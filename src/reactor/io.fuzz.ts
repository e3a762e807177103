// The real bodies of `Io` under random schedules of writes, pauses, ends and resets, against a model: received bytes
// equal the sent ones, in order, from the beginning; all of them when neither end broke off; each socket ends with one
// `closed` row, and nothing is left.
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Counters, chance, pick, type Random } from '../base/index.ts';
import { loadAddon } from './engine-native.ts';
import type { Io } from './io.ts';
import { createNativeIo } from './io-native.ts';
import { createNodeIo } from './io-node.ts';
import { bytesOf, IoRecorder, type SocketRecord } from './io-recorder.fixture.ts';
import type { PollerName } from './names/index.ts';
import { untilTurns } from './turns.fixture.ts';

export const smokeRounds = 30;

const STEPS = 80;
const PAIRS_MAX = 5;
/** A direction sends no more than this, so that a round stays short. */
const SENT_BYTES_MAX = 3 << 20;
const LENGTHS = [1, 7, 100, 4_000, 65_536, 300_000];

/** One end of a connection, and what it did. */
interface End {
  readonly at: IoRecorder;
  record: SocketRecord | null;
  readonly salt: number;
  sentBytes: number;
  hasEnded: boolean;
  isDestroyed: boolean;
}

type Pair = readonly [near: End, far: End];

export async function round(random: Random): Promise<void> {
  const [server, client] = [new IoRecorder(bodyOf(random)), new IoRecorder(bodyOf(random))];
  const { endpoint } = await server.io.listen({ host: '127.0.0.1', port: 0, backlog: 64 });
  const pairs: Pair[] = [];
  try {
    for (let step = 0; step < STEPS; step++) {
      if (pairs.length === 0 || (pairs.length < PAIRS_MAX && chance(random, 12))) {
        const number = pairs.length;
        const accepted = server.accepted.length;
        const near = end(client, 2 * number, client.connect(endpoint));
        const far = end(server, 2 * number + 1, null);
        // One at a time, so that the accepted socket is known to be its peer.
        if (chance(random, 2)) send(random, near);
        await untilTurns(() => server.accepted.length > accepted && near.record?.isConnected === true);
        far.record = server.accepted[accepted] ?? null;
        pairs.push([near, far]);
      }
      act(random, pick(random, pick(random, pairs)));
      for (let turns = random.below(3); turns > 0; turns--) await setImmediate();
    }
    for (const pair of pairs) await finish(pair);
  } finally {
    await client.io.stop();
    await server.io.stop();
  }
}

function end(at: IoRecorder, salt: number, record: SocketRecord | null): End {
  return { at, record, salt, sentBytes: 0, hasEnded: false, isDestroyed: false };
}

function bodyOf(random: Random): Io {
  const counters = new Counters();
  const loaded = loadAddon();
  const poller: PollerName = pick(random, ['epoll', 'poll', 'select']);
  if ('missing' in loaded || chance(random, 4)) return createNodeIo({ counters });
  return createNativeIo({ addon: loaded.addon, counters, poller });
}

function act(random: Random, one: End): void {
  const { at, record } = one;
  assert(record !== null);
  if (record.isClosed) return;
  const dice = random.below(20);
  if (dice < 12) send(random, one);
  else if (dice < 15) at.io.pause(record.socket);
  else if (dice < 18) at.io.resume(record.socket);
  else if (dice === 18 && chance(random, 3)) {
    one.hasEnded = true;
    at.io.end(record.socket);
  } else if (dice === 19 && chance(random, 4)) {
    one.isDestroyed = true;
    at.io.destroy(record.socket);
  }
}

function send(random: Random, one: End): void {
  const { at, record } = one;
  const length = 1 + random.below(pick(random, LENGTHS));
  if (record === null || one.hasEnded || one.isDestroyed || one.sentBytes + length > SENT_BYTES_MAX) return;
  const bytes = pattern(one, length);
  const unsent = at.io.write(record.socket, bytes, 0, length);
  if (!record.isClosed) one.sentBytes += length;
  assert.ok(unsent >= 0 && unsent <= one.sentBytes, 'no more waits than was written');
  // Written bytes are copied: the caller may reuse its buffer.
  bytes.fill(0);
}

/** Bytes that encode their sender and position. */
function pattern({ salt, sentBytes }: End, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    const at = sentBytes + index;
    bytes[index] = at * 31 + (at >> 8) * 7 + (at >> 16) * 3 + salt * 53;
  }
  return bytes;
}

async function finish([near, far]: Pair): Promise<void> {
  for (const { at, record } of [near, far]) if (record !== null && !record.isClosed) at.io.resume(record.socket);
  const isBroken = near.isDestroyed || far.isDestroyed;
  // An end that has ended discards later input.
  for (const [source, target] of [
    [near, far],
    [far, near],
  ] as const) {
    if (!isBroken && !target.hasEnded) await untilTurns(() => target.record?.receivedBytes === source.sentBytes);
    check(source, target);
  }
  for (const { at, record } of [near, far]) if (record !== null && !record.isClosed) at.io.end(record.socket);
  await untilTurns(() => near.record?.isClosed === true && far.record?.isClosed === true);
  for (const one of [near, far]) {
    if (!isBroken) assert.equal(one.record?.errno, 0, 'an end in order');
  }
}

function check(source: End, target: End): void {
  assert(target.record !== null);
  const received = bytesOf(target.record);
  assert.ok(received.length <= source.sentBytes, 'no more arrives than was sent');
  const expected = pattern({ ...source, sentBytes: 0 }, received.length);
  assert.equal(Buffer.compare(received, expected), 0, 'what arrives is what was sent, from its beginning');
}
