import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conformDatagramIo } from './datagram-io.conformance.ts';
import type { DatagramIo } from './datagram-io.ts';
import { createNativeDatagramIo } from './datagram-io-native.ts';
import { DatagramRecorder, machineOf } from './datagram-recorder.fixture.ts';
import { loadAddon, type NativeAddon } from './engine-native.ts';
import { DATAGRAM_SOCKETS_MAX } from './limits.ts';
import { POLLERS, type PollerName } from './names/index.ts';
import { untilTurns } from './turns.fixture.ts';

const loaded = loadAddon();
if ('missing' in loaded) test('datagram io native', { skip: `no addon: ${loaded.missing}` }, () => {});
else {
  for (const poller of POLLERS) conformPoller(loaded.addon, poller);
  unique(loaded.addon);
}

function conformPoller(addon: NativeAddon, poller: PollerName): void {
  const create = (): DatagramIo => createNativeDatagramIo({ addon, counters: machine.counters, poller });
  const machine = machineOf((counters) => createNativeDatagramIo({ addon, counters }));
  try {
    void create().stop();
  } catch (error) {
    test(`datagram io native ${poller}`, { skip: String(error) }, () => {});
    return;
  } finally {
    void machine.io.stop();
  }
  const open = (): ReturnType<typeof machineOf> =>
    machineOf((counters) => createNativeDatagramIo({ addon, counters, poller }));
  const common = { isOrdered: true, foreignHost: '192.0.2.1', until: untilTurns };
  conformDatagramIo({
    ...common,
    name: `native ${poller}`,
    open: () => ({ server: open(), client: open() }),
    serverHost: '127.0.0.1',
    clientHost: '127.0.0.1',
  });
  if (poller !== 'epoll') return;
  conformDatagramIo({
    ...common,
    name: 'native, IPv6',
    open: () => ({ server: open(), client: open() }),
    serverHost: '::1',
    clientHost: '::1',
    foreignHost: '2001:db8::1',
  });
}

function unique(addon: NativeAddon): void {
  const options = { host: '127.0.0.1', port: 0, datagramBytesMax: 100 };

  test('datagram io native: sockets of one io are bounded, and one that is closed makes room', async () => {
    const { io } = machineOf((counters) => createNativeDatagramIo({ addon, counters }));
    const sockets = [];
    for (let index = 0; index < DATAGRAM_SOCKETS_MAX; index++) sockets.push(await io.bind(options, () => {}));
    await assert.rejects(
      io.bind(options, () => {}),
      { code: 'sockets-exhausted' },
    );
    await sockets[0]?.close();
    // Its slot is free when the turn is over.
    await new Promise((resolve) => setImmediate(resolve));
    await io.bind(options, () => {});
    await io.stop();
  });

  test('datagram io native: a flood of one port does not keep another waiting', async () => {
    const { io } = machineOf((counters) => createNativeDatagramIo({ addon, counters }));
    const [flooded, quiet] = [await DatagramRecorder.bind(io, options), await DatagramRecorder.bind(io, options)];
    flooded.onDatagram = ({ bytes }) => {
      // Each datagram causes two: this never ends by itself.
      if (quiet.received.length >= 20) return;
      flooded.send(flooded.endpoint, bytes);
      flooded.send(flooded.endpoint, bytes);
    };
    quiet.onDatagram = ({ bytes }) => quiet.send(quiet.endpoint, bytes);
    flooded.send(flooded.endpoint, 'flood');
    quiet.send(quiet.endpoint, 'quiet');
    await untilTurns(() => quiet.received.length >= 20);
    assert.ok(flooded.received.length > quiet.received.length);
    await io.stop();
  });
}
