// Clients for the benchmarks of hostile load, as processes; each prints its figures as one line of JSON.
//
//   quiet PORT CONNECTIONS MS   a heartbeat every 40 ms on each connection, and how long the answers take
//   flood PORT CONNECTIONS MS   as many heartbeats as the server accepts; answers are read and counted
//   burst PORT 1 MS             connects and closes as fast as it can: mostly by a reset, every eighth in order
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ERRNO, IoEvent } from '../../src/reactor/index.ts';
import { ioOf } from '../rig/io-of.ts';

const HOST = '127.0.0.1';
const HEARTBEAT = Buffer.from('0006001a00000001', 'hex');
const PERIOD_MS = 40;
const FLOOD_BLOCK = Buffer.concat(Array.from({ length: 16_384 }, () => HEARTBEAT));
/** Connections being opened at once, below the backlog of a listener. */
const BURST_OPENING_MAX = 256;
const HALF_HEAD_EVERY = 8;
const DRAIN_MS = 2_000;

interface LoadPlan {
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
}

export interface QuietFigures {
  readonly sent: number;
  readonly answered: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

export interface FloodFigures {
  readonly framesPerSecond: number;
  /** Connections that the server closed. */
  readonly closed: number;
}

export interface BurstFigures {
  readonly connects: number;
  readonly connectsPerSecond: number;
  readonly refused: number;
}

async function quiet({ port, connections, ms }: LoadPlan): Promise<QuietFigures> {
  const latenciesUs: number[] = [];
  let sent = 0;
  const sockets = await Promise.all(Array.from({ length: connections }, () => dial(port)));
  const stops = sockets.map((socket, index) => {
    let sentMs = 0;
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes < HEARTBEAT.length) return;
      bytes -= HEARTBEAT.length;
      latenciesUs.push((performance.now() - sentMs) * 1_000);
      sentMs = 0;
    });
    const beat = (): void => {
      // One at a time: a late answer is a latency, not a gap.
      if (sentMs !== 0) return;
      sent++;
      sentMs = performance.now();
      socket.write(HEARTBEAT);
    };
    let timer: NodeJS.Timeout | undefined;
    const first = setTimeout(
      () => {
        timer = setInterval(beat, PERIOD_MS);
      },
      (index * PERIOD_MS) / connections,
    );
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  });
  await sleep(ms);
  for (const stop of stops) stop();
  const endMs = performance.now() + DRAIN_MS;
  while (latenciesUs.length < sent && performance.now() < endMs) await sleep(5);
  for (const socket of sockets) socket.destroy();
  const sorted = latenciesUs.sort((left, right) => left - right);
  const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return { sent, answered: sorted.length, p50Us: at(0.5), p99Us: at(0.99), maxUs: at(1) };
}

async function flood({ port, connections, ms }: LoadPlan): Promise<FloodFigures> {
  let bytes = 0;
  let closed = 0;
  const sockets = await Promise.all(Array.from({ length: connections }, () => dial(port)));
  for (const socket of sockets) {
    socket.on('data', (chunk) => {
      bytes += chunk.length;
    });
    socket.on('close', () => closed++);
    const pour = (): void => {
      if (!socket.destroyed) socket.write(FLOOD_BLOCK, pour);
    };
    pour();
  }
  await sleep(ms);
  const closedByServer = closed;
  for (const socket of sockets) socket.destroy();
  return { framesPerSecond: Math.round((bytes / HEARTBEAT.length / ms) * 1_000), closed: closedByServer };
}

async function burst({ port, ms }: LoadPlan): Promise<BurstFigures> {
  const io = ioOf('native') ?? ioOf('node');
  if (io === null) throw new Error('no io to connect with');
  let [connects, refused, opening] = [0, 0, 0];
  const startMs = performance.now();
  const ended = Promise.withResolvers<void>();
  const isOver = (): boolean => performance.now() - startMs >= ms;
  const fill = (): void => {
    for (; opening < BURST_OPENING_MAX && !isOver(); opening++) io.connect({ host: HOST, port });
    if (opening === 0) ended.resolve();
  };
  io.start((turn) => {
    for (let row = 0; row < turn.count; row++) {
      const socket = turn.socket[row] ?? 0;
      if (turn.event[row] === IoEvent.connected) {
        connects++;
        if (connects % HALF_HEAD_EVERY === 0) {
          io.write(socket, HEARTBEAT, 0, 1);
          io.end(socket);
        } else io.destroy(socket);
      } else if (turn.event[row] === IoEvent.closed) {
        opening--;
        if (turn.value[row] === ERRNO.ECONNREFUSED) refused++;
      }
    }
    fill();
  });
  fill();
  await ended.promise;
  const passedMs = performance.now() - startMs;
  await io.stop();
  return { connects, connectsPerSecond: Math.round((connects / passedMs) * 1_000), refused };
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: HOST, port, noDelay: true });
  await once(socket, 'connect');
  // A connection that the server closes is counted by its end.
  return socket.on('error', () => {});
}

const LOADS = { quiet, flood, burst } as const;
export type LoadName = keyof typeof LOADS;

if (import.meta.main) {
  const [name, port, connections, ms] = process.argv.slice(2);
  const plan = { port: Number(port), connections: Number(connections), ms: Number(ms) };
  console.log(JSON.stringify(await LOADS[name as LoadName](plan)));
}
