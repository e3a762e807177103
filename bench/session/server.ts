// A whole server in a process of its own, in memory, with one module more: `bench_shout_c2s` is told to everybody in the world.
// It prints its port. With the word `native` it stands on the native body of the reactor, with `node` on the node body.
//
// Its clock runs fast, so that every limit on how often a client may send is checked and none is met: a client of a benchmark
// sends thousands of heartbeats a second, and the schema allows fifty. No server has a switch for that, and none needs one.
import process from 'node:process';
import { type Clock, systemClock } from '../../src/base/index.ts';
import { defineModule } from '../../src/gate/index.ts';
import { readConfig, startServer } from '../../src/server/index.ts';
import { ioOf } from '../rig/io-of.ts';
import { BenchNewsS2c, BenchShoutC2s } from './bench-messages.ts';

/** Fifty heartbeats a second become 20,000: more than one of a hundred sessions sends even to a server in C. */
const CLOCK_FACTOR = 400;
/** More than a benchmark takes, of this clock. */
const DEADLINE_SECONDS = 3600 * CLOCK_FACTOR;
const CONNECTIONS_MAX = 60_000;
const LINES = 100;

const fastClock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() * CLOCK_FACTOR };

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
  const server = await startServer({ config, modules: [shouting], clock: fastClock, io });
  console.log(server.endpoint.port);
}
