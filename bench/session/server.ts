// A whole server process, in memory, as it runs for players: without the checks that are for programmers only. Anyone may
// sign in, and one more module broadcasts `bench_shout_c2s` to all roles in the world. It prints its port. With the word
// `native` it runs on the native body of the reactor, with `node` on the node body.
//
// Each turn of the reactor advances its clock by the time that its messages should take, so that every rate limit is
// checked and none is reached: a client of a benchmark sends thousands of heartbeats a second, and the schema allows
// fifty. Servers have no switch for this, and need none.
import process from 'node:process';
import { type Clock, systemClock } from '../../src/base/index.ts';
import { defineModule } from '../../src/gate/index.ts';
import { loginModule } from '../../src/modules/login/index.ts';
import { UserAuthC2s } from '../../src/modules/login/login.messages.ts';
import { keepHeapSmall } from '../../src/process/index.ts';
import type { IoTurn } from '../../src/reactor/index.ts';
import { startServer } from '../../src/server/index.ts';
import { modulesOf, readConfig } from '../../src/server/settings/index.ts';
import { ioOf } from '../rig/io-of.ts';
import { BenchNewsS2c, BenchShoutC2s } from './bench-messages.ts';

/** What the schema requires between two heartbeats of a session, and the bytes of one. */
const BEAT_MS = 20;
const BEAT_BYTES = 8;
/** More of this clock than a benchmark takes. */
const DEADLINE_SECONDS = 604_800;
const CONNECTIONS_MAX = 60_000;
const LINES = 100;
/** What players on one map are sent of each other is measured by the benchmark `map`: here as seldom as possible. */
const FLUSH_MS = 5_000;

// As `jadegate start` does once it is ready.
keepHeapSmall();

let passedMs = 0;
const clock: Clock = {
  ...systemClock,
  monotonicMs: () => systemClock.monotonicMs() + passedMs,
};

/** In place of jadegate's own, with the same settings and offers: signs in anyone, as a server in development does. */
const { name, tables, settings, settingsKey, uses } = loginModule;
const signIn = defineModule({ name, tables, ...(settings === null ? {} : { settings }), settingsKey, uses }).on(
  UserAuthC2s,
  async ({ session }, { username, serverid }) => {
    if (session.beginAuth()) await session.signIn({ name: username, serverId: serverid, isVisitor: false });
  },
);
signIn.offers.push(...loginModule.offers);

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
const game = { modules: [signIn, shouting], without: ['login'] };
// All sign in at once: nobody waits for a place.
const admission = { perSecond: 100_000, burst: 100_000 };
const caps = { connectionsMax: CONNECTIONS_MAX, connectionsPerAddressMax: CONNECTIONS_MAX };
const gate = { port: 0, ...caps, deadlineSeconds, admission };
const config = readConfig(
  { flags: { inMemory: true, gate, lines: { count: LINES }, map: { flushMs: FLUSH_MS } } },
  modulesOf(game),
);
const io = ioOf(process.argv[2] === 'native' ? 'native' : 'node');
if (io !== null) {
  const start = io.start.bind(io);
  io.start = (onTurn) =>
    start((turn) => {
      passedMs += BEAT_MS * Math.ceil(longest(turn) / BEAT_BYTES);
      onTurn(turn);
    });
  const server = await startServer({ config, ...game, clock, io });
  console.log(server.endpoint.port);
}

/** The most bytes that one connection has in the turn. */
function longest({ count, value }: IoTurn): number {
  let bytes = 0;
  for (let row = 0; row < count; row++) bytes = Math.max(bytes, value[row] ?? 0);
  return bytes;
}
