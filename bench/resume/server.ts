// A whole server process, in memory, for sessions that are parked and resumed. For each line `look` on its standard input it collects
// garbage and prints what it holds, as one line of JSON; for `broadcast` it sends a text to all roles before. Started with `--expose-gc`. It prints its port first.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { keepHeapSmall } from '../../src/process/index.ts';
import { startServer } from '../../src/server/index.ts';
import { modulesOf, readConfig } from '../../src/server/settings/index.ts';
import { ioOf } from '../rig/io-of.ts';
import { BENCH_GAME } from '../session/anyone.ts';
import { BenchNewsS2c } from '../session/bench-messages.ts';

/** What the server holds; the bytes are of live objects and buffers. */
export interface Look {
  readonly liveBytes: number;
  readonly residentBytes: number;
  readonly ringBytes: number;
  readonly sessionCount: number;
  readonly parked: number;
  readonly counters: Readonly<Record<string, number>>;
}

const TEXT = 'the gates of the northern fortress open in ten minutes';
const CONNECTIONS_MAX = 60_000;
/** Longer than the benchmark takes: nobody is given up meanwhile. */
const resume = { parkSeconds: 600, pingSeconds: 55, parkedMax: CONNECTIONS_MAX };
const gate = { port: 0, connectionsMax: CONNECTIONS_MAX, connectionsPerAddressMax: CONNECTIONS_MAX, resume };
/** What players on one map are sent of each other is measured by the benchmark `map`. */
const map = { flushMs: 5_000 };

keepHeapSmall();
const io = ioOf('native') ?? ioOf('node');
if (io !== null) {
  const config = readConfig({ flags: { inMemory: true, gate, lines: { count: 100 }, map } }, modulesOf(BENCH_GAME));
  const server = await startServer({ config, ...BENCH_GAME, io });
  console.log(server.endpoint.port);
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'broadcast') server.gate.modules.scopes[0]?.broadcast(BenchNewsS2c, { text: TEXT });
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    const { resumes } = server.gate;
    const look: Look = {
      liveBytes: heapUsed + external,
      residentBytes: rss,
      ringBytes: resumes.ringBytes,
      sessionCount: server.gate.sessionCount,
      parked: resumes.parkedCount,
      counters: server.counters.snapshot(),
    };
    console.log(JSON.stringify(look));
  }
  process.exit();
}
