// How soon the system finds a peer that vanished without a word, read from the kernel's table of sockets: nothing here waits for it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import process from 'node:process';
import { test } from 'node:test';
import { Counters } from '../base/index.ts';
import { loadAddon } from './engine-native.ts';
import { type Io, IoEvent } from './io.ts';
import { createNativeIo } from './io-native.ts';
import { createNodeIo } from './io-node.ts';

const loaded = loadAddon();
const counters = new Counters();
const KEEP_ALIVE_TIMER = '02';
const isLinux = process.platform === 'linux';

/** Seconds until the first probe of the accepted socket of this port: `timer:expiry` in hundredths of a second, in hex. */
function probeSeconds(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const established = '01';
  const rows = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const row = rows.find(([, at, , state]) => at?.endsWith(local) === true && state === established) ?? [];
  const [timer, expiry = ''] = row[5]?.split(':') ?? [];
  assert.equal(timer, KEEP_ALIVE_TIMER, 'the system will probe a silent peer');
  return Number.parseInt(expiry, 16) / 100;
}

async function check(io: Io, firstProbeSeconds: number): Promise<void> {
  const accepted = Promise.withResolvers<void>();
  io.start((turn) => {
    for (let row = 0; row < turn.count; row++) if (turn.event[row] === IoEvent.accepted) accepted.resolve();
  });
  const { endpoint } = await io.listen({ host: '127.0.0.1', port: 0, backlog: 16, deadPeerSeconds: 20 });
  const client = connect(endpoint.port, endpoint.host);
  client.on('error', () => {});
  await accepted.promise;
  const seconds = probeSeconds(endpoint.port);
  assert.ok(seconds > 0 && seconds <= firstProbeSeconds + 1, `the first probe comes after ${seconds} s`);
  client.destroy();
  await io.stop();
}

test('dead peers: the node body probes a silent peer so early that ten probes fit', { skip: !isLinux }, async () => {
  await check(createNodeIo({ counters }), 10);
});

test('dead peers: the native body probes a silent peer after most of the time', {
  skip: !('addon' in loaded),
}, async () => {
  if ('addon' in loaded) await check(createNativeIo({ addon: loaded.addon, counters }), 12);
});
