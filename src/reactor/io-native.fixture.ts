// A thread with a native io that greets every connection and is killed without a stop. It reports its port.
import { parentPort } from 'node:worker_threads';
import { Counters } from '../base/index.ts';
import { loadAddon } from './engine-native.ts';
import { IoEvent } from './io.ts';
import { createNativeIo } from './io-native.ts';

const loaded = loadAddon();
if ('addon' in loaded) {
  const io = createNativeIo({ addon: loaded.addon, counters: new Counters() });
  io.start((turn) => {
    for (let row = 0; row < turn.count; row++) {
      if (turn.event[row] === IoEvent.accepted) io.write(turn.socket[row] ?? 0, Uint8Array.of(1), 0, 1);
    }
  });
  const { endpoint } = await io.listen({ host: '127.0.0.1', port: 0, backlog: 16 });
  parentPort?.postMessage(endpoint.port);
}
