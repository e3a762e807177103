// Clients of the benchmark `handover`, in a process of their own: they enter the world, and each sends a heartbeat a second. It writes
// when each was sent and how long its answer took. Its parent sends `record` and `report`.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import { type Client, connectClient, enterWorld } from '../../src/client/index.ts';
import { HeartbeatC2s } from '../../src/gate/gate.messages.ts';
import { createDefaultIo, createReactor } from '../../src/reactor/index.ts';

const [port, first, count] = process.argv.slice(2).map(Number) as [number, number, number];
const BEAT_MS = 1_000;
/** An answer that takes longer is lost. */
const ANSWER_MS_MAX = 20_000;
/** Clients that enter at once: more time each other out. */
const ENTERING = 40;
/** The beats of a second are spread over so many ticks. */
const TICKS = 100;

const counters = new Counters();
const reactor = createReactor({
  io: createDefaultIo({ counters, log: silentLogger }),
  clock: systemClock,
  counters,
  log: silentLogger,
});

interface Player {
  readonly client: Client;
  /** Of the beat that is not answered; 0 for none. */
  sentMs: number;
}

const players: Player[] = [];
const samples: (readonly [sentMs: number, tookMs: number])[] = [];
let isRecording = false;
let closed = 0;

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

async function enter(number: number): Promise<void> {
  const client = await connectClient({
    url: `tcp://127.0.0.1:${port}`,
    reactor,
    timeoutMs: 120_000,
    connectMs: 60_000,
  });
  await enterWorld(client, { credentials: `hand${number}` });
  const player = { client, sentMs: 0 };
  client.on(HeartbeatC2s, () => {
    if (player.sentMs > 0 && isRecording) samples.push([player.sentMs, nowMs() - player.sentMs]);
    player.sentMs = 0;
  });
  void client.closed.then(() => closed++);
  players.push(player);
}

const numbers = Array.from({ length: count }, (_, at) => first + at);
await Promise.all(
  Array.from({ length: ENTERING }, async () => {
    for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) await enter(number);
  }),
);
let tick = 0;
const beating = setInterval(() => {
  for (let at = tick % TICKS; at < players.length; at += TICKS) {
    const player = players[at];
    if (player === undefined || player.sentMs > 0) continue;
    player.sentMs = nowMs();
    player.client.send(HeartbeatC2s, { beatTime: 1 });
  }
  tick++;
}, BEAT_MS / TICKS);
process.send?.({ entered: players.length });
process.on('message', (message) => {
  if (message === 'record') isRecording = true;
  else void report();
});

async function report(): Promise<void> {
  clearInterval(beating);
  const isWaiting = ({ sentMs }: Player): boolean => sentMs > 0;
  // What is behind is answered late; what was lost, never.
  for (let waited = 0; waited < ANSWER_MS_MAX && players.some(isWaiting); waited += BEAT_MS) await sleep(BEAT_MS);
  const waiting = players.filter(isWaiting).length;
  process.send?.({ samples, closed, waiting });
}
