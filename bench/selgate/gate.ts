// A selgate of the benchmark, on one body of `Io`: `gate.ts BODY SERVER_PORT`. It prints its port when its server is
// connected.
import process from 'node:process';
import { silentLogger } from '../../src/base/index.ts';
import { startMirGate } from '../../src/mir/process/index.ts';
import { readConfig } from '../../src/server/settings/index.ts';
import { type BodyName, ioOf } from '../rig/io-of.ts';

const [body, serverPort] = process.argv.slice(2);
const MANY = 1_000_000;

const config = readConfig({
  flags: {
    inMemory: true,
    mir: {
      selgate: {
        listen: '127.0.0.1:0',
        server: `127.0.0.1:${serverPort}`,
        // The load counts bytes, so none may be added.
        hasFlowControl: false,
        connectionsPerAddressMax: MANY,
        connectsPerSecond: 10_000,
        connectBurst: 10_000,
        framesPerSecond: 10_000,
        frameBurst: 10_000,
      },
    },
  },
});
const io = ioOf(body as BodyName);
if (io !== null) {
  const { endpoint, status } = await startMirGate({ kind: 'selgate', config, log: silentLogger, io });
  const ready = setInterval(() => {
    if (status().link !== 'up') return;
    clearInterval(ready);
    console.log(endpoint.port);
  }, 10);
}
