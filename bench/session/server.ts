// A whole server process, in memory, with one more module: `bench_shout_c2s` is broadcast to all roles in the world. It
// prints its port. With the word `native` it runs on the native body of the reactor, with `node` on the node body.
//
// Each packet advances its clock by an extra half millisecond, so that every rate limit is checked and none is reached:
// a client of a benchmark sends thousands of heartbeats a second, and the schema allows fifty. While players sign in
// there are few packets, and time is nearly real. Servers have no switch for this, and need none.
import process from 'node:process';
import { type Clock, systemClock } from '../../src/base/index.ts';
import { defineModule } from '../../src/gate/index.ts';
import { keepHeapSmall } from '../../src/process/index.ts';
import { startServer } from '../../src/server/index.ts';
import { readConfig } from '../../src/server/settings/index.ts';
import { ioOf } from '../rig/io-of.ts';
import { BenchNewsS2c, BenchShoutC2s } from './bench-messages.ts';

/** With a hundred sessions in turn, 50 ms lie between two packets of one; the schema requires 20. */
const PACKET_MS = 0.5;
/** More of this clock than a benchmark takes. */
const DEADLINE_SECONDS = 604_800;
const CONNECTIONS_MAX = 60_000;
const LINES = 100;

// As `jadegate start` does once it is ready.
keepHeapSmall();

let passedMs = 0;
const clock: Clock = {
  ...systemClock,
  monotonicMs: () => {
    passedMs += PACKET_MS;
    return systemClock.monotonicMs() + passedMs;
  },
};

const shouting = defineModule({ name: 'bench', messages: [BenchNewsS2c] }).on(BenchShoutC2s, (ctx, { text }) => {
  ctx.broadcast(BenchNewsS2c, { text });
});

const deadlineSeconds = {
  connecting: DEADLINE_SECONDS,
  connected: DEADLINE_SECONDS,
  authing: DEADLINE_SECONDS,
  roleListing: DEADLINE_SECONDS,
  entering: DEADLINE_SECONDS,
  gaming: DEADLINE_SECONDS,
};
const config = readConfig({
  flags: {
    dev: true,
    inMemory: true,
    gate: { port: 0, connectionsMax: CONNECTIONS_MAX, connectionsPerAddressMax: CONNECTIONS_MAX, deadlineSeconds },
    lines: { count: LINES },
  },
});
const io = ioOf(process.argv[2] === 'native' ? 'native' : 'node');
if (io !== null) {
  const server = await startServer({ config, modules: [shouting], clock, io });
  console.log(server.endpoint.port);
}
