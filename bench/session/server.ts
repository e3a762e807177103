// A whole server in a process of its own, in memory, with one module more: `bench_shout_c2s` is told to everybody in the world.
// It prints its port. With the word `native` it stands on the native body of the reactor, with `node` on the node body.
//
// On its clock half a millisecond more passes with each packet, so that every limit on how often a client may send is checked
// and none is met: a client of a benchmark sends thousands of heartbeats a second, and the schema allows fifty. While players
// sign in there are few packets, and time goes as it should. No server has a switch for that, and none needs one.
import process from 'node:process';
import { type Clock, systemClock } from '../../src/base/index.ts';
import { defineModule } from '../../src/gate/index.ts';
import { keepHeapSmall, readConfig, startServer } from '../../src/server/index.ts';
import { ioOf } from '../rig/io-of.ts';
import { BenchNewsS2c, BenchShoutC2s } from './bench-messages.ts';

/** With a hundred sessions that take turns, 50 ms lie between two packets of one; the schema wants 20. */
const PACKET_MS = 0.5;
/** More than a benchmark takes, of this clock. */
const DEADLINE_SECONDS = 1_000_000;
const CONNECTIONS_MAX = 60_000;
const LINES = 100;

// As `jadegate start` does.
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
