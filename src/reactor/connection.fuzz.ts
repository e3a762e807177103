// Connections over the real bodies under random schedules of frames, holds, closes and resets, plain and by WebSocket:
// frames arrive whole, in order, each once; all come back when neither end broke off; and a stopped reactor has nothing
// left, which it asserts.
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Counters, chance, pick, type Random, silentLogger, systemClock } from '../base/index.ts';
import { createLength16, createWebSocket, UpgradeRequest } from '../wire/index.ts';
import type { Connection } from './connection.ts';
import { loadAddon } from './engine-native.ts';
import { createDefaultIo } from './io-default.ts';
import { createReactor, type Reactor } from './reactor.ts';
import { untilTurns } from './turns.fixture.ts';

export const smokeRounds = 30;

const STEPS = 60;
const PEERS_MAX = 6;
const LENGTHS = [8, 60, 1_000, 20_000, 65_535];
/** The shortest payload: a number of four bytes. */
const PAYLOAD_BYTES_MIN = 4;
/** Bytes in flight stay below the bound of a slow reader. */
const UNDER_WAY_BYTES_MAX = 400 * 1024;

const framing = createLength16({ payloadBytesMin: PAYLOAD_BYTES_MIN });
const HOST = '127.0.0.1';

interface Peer {
  readonly connection: Connection;
  isOpen: boolean;
  isBroken: boolean;
  reason: string | null;
  /** Lengths of the sent frames, by number; and how many came back. */
  readonly sent: number[];
  echoed: number;
  underWayBytes: number;
}

export async function round(random: Random): Promise<void> {
  const body = 'missing' in loadAddon() || chance(random, 3) ? 'node' : 'native';
  const [server, client] = [reactorOf(body), reactorOf(body)];
  const held = new Set<Connection>();
  const { endpoint } = await server.listen({
    endpoint: { host: HOST, port: 0 },
    framing,
    isSniffed: true,
    websocket: {
      framing: createWebSocket({ end: { kind: 'server' }, payloadBytesMin: PAYLOAD_BYTES_MIN }),
      rules: { origins: [] },
    },
    handler: (connection) => ({
      frame: (bytes, start, end) => {
        connection.send(bytes, start, end);
        if (!chance(random, 6)) return;
        connection.hold();
        held.add(connection);
      },
      closed: () => held.delete(connection),
    }),
  });
  const peers: Peer[] = [];
  for (let step = 0; step < STEPS; step++) {
    if (peers.length === 0 || (peers.length < PEERS_MAX && chance(random, 10))) {
      peers.push(dial(client, { port: endpoint.port, random }));
    }
    act(random, pick(random, peers));
    if (held.size > 0 && chance(random, 2)) release(held, pick(random, [...held]));
    for (let turns = random.below(3); turns > 0; turns--) await setImmediate();
  }
  const isDone = (): boolean => {
    for (const connection of [...held]) release(held, connection);
    return peers.every((peer) => peer.reason !== null || peer.isBroken || peer.echoed === peer.sent.length);
  };
  await untilTurns(isDone);
  for (const peer of peers) if (!peer.isBroken) assert.equal(peer.reason, null, 'a peer without a fault is not closed');
  for (const { connection } of peers) connection.close();
  await untilTurns(() => peers.every(({ reason }) => reason !== null));
  await client.stop();
  await server.stop();
}

function release(held: Set<Connection>, connection: Connection): void {
  held.delete(connection);
  connection.release();
}

function reactorOf(body: 'native' | 'node'): Reactor {
  const counters = new Counters();
  const io = createDefaultIo({ counters, log: silentLogger, body });
  return createReactor({ io, clock: systemClock, counters, log: silentLogger });
}

function dial(client: Reactor, { port, random }: { readonly port: number; readonly random: Random }): Peer {
  const isWeb = chance(random, 2);
  const webFraming = createWebSocket({ end: { kind: 'client', random }, payloadBytesMin: PAYLOAD_BYTES_MIN });
  const upgrade = isWeb ? { upgrade: new UpgradeRequest({ host: HOST, path: '/' }, random) } : {};
  let peer: Peer;
  const connection = client.connect({
    host: HOST,
    port,
    framing: isWeb ? webFraming : framing,
    ...upgrade,
    handler: () => ({
      opened: () => {
        peer.isOpen = true;
      },
      frame: (bytes, start, end) => echoed(peer, bytes.subarray(start, end)),
      closed: (reason) => {
        peer.isOpen = false;
        peer.reason = reason;
      },
    }),
  });
  peer = { connection, isOpen: false, isBroken: false, reason: null, sent: [], echoed: 0, underWayBytes: 0 };
  return peer;
}

function act(random: Random, peer: Peer): void {
  if (!peer.isOpen || peer.isBroken) return;
  for (let count = random.below(5); count > 0; count--) send(random, peer);
  if (!chance(random, 40)) return;
  peer.isBroken = true;
  if (chance(random, 2)) peer.connection.close();
  else peer.connection.destroy();
}

function send(random: Random, peer: Peer): void {
  const length = PAYLOAD_BYTES_MIN + random.below(pick(random, LENGTHS) - PAYLOAD_BYTES_MIN + 1);
  if (peer.underWayBytes + length > UNDER_WAY_BYTES_MAX) return;
  const payload = payloadOf(peer.sent.length, length);
  peer.sent.push(length);
  peer.underWayBytes += length;
  peer.connection.send(payload, 0, length);
}

function echoed(peer: Peer, payload: Uint8Array): void {
  const number = peer.echoed++;
  const length = peer.sent[number] ?? 0;
  assert.equal(Buffer.compare(payload, payloadOf(number, length)), 0, 'each comes back once, whole and in order');
  peer.underWayBytes -= length;
}

function payloadOf(number: number, length: number): Uint8Array {
  const payload = new Uint8Array(length).fill(number);
  new DataView(payload.buffer).setUint32(0, number);
  return payload;
}
