import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Status } from '../server/index.ts';
import { statusRows } from './status-rows.ts';

type ListenerStatus = Status['listeners'][number];

const WELL: Status['database'] = { problem: null, forSeconds: 60, requests: 2, waitSeconds: 0, transactionMs: 1.5 };

function rowsOf(
  listener: Partial<ListenerStatus>,
  database = WELL,
  more: Partial<Status> = {},
): Record<string, unknown> {
  const status: Status = {
    version: '1',
    pid: 12,
    url: 'tcp://127.0.0.1:8001',
    store: '/data',
    door: 'closing',
    doorText: 'the door closes in 9 min: maintenance',
    admission: { placesMax: 100, placesTaken: 90, waiting: 12, away: 2, longestMs: 35_200, perSecond: 50 },
    access: { deny: 3, allow: 1 },
    sessions: 3,
    signedIn: 2,
    inWorld: 1,
    database,
    actors: [
      { name: 'guild', owners: 12, waiting: 3, longest: 'guild/7' },
      { name: 'role', owners: 2, waiting: 0, longest: null },
    ],
    live: { owners: 3, dirtyOwners: 2, stuckOwners: ['role 60000001', 'actor guild/42'], journalBytes: 512 },
    resume: { resumable: 0, parked: 0, ringBytes: 0, ringBytesMax: 1_024 },
    listeners: [
      {
        endpoint: { host: '0.0.0.0', port: 8001 },
        isSuspended: false,
        connections: 3,
        connectionsMax: 10,
        addresses: 2,
        refused: {},
        acceptFailures: 0,
        pauses: [],
        pausedMs: null,
        alarms: [],
        ...listener,
      },
    ],
    datagrams: { host: '::1', port: 8002, channels: 3, open: 2 },
    certificates: [{ file: '/c.pem', names: 'DNS:game.example', expires: '2027-01-31T00:00:00.000Z', days: 12 }],
    http: { url: 'http://127.0.0.1:8080', routes: [{ name: 'POST /paid', module: 'till', auth: 'bearer' }] },
    cluster: null,
    modules: [['sign-in platform', 'breaker closed']],
    counters: { messages_sent: 7 },
    ...more,
  };
  return Object.fromEntries(statusRows(status));
}

test('status: the door, the places and who waits have a line each', () => {
  const { door, players, waiting, addresses } = rowsOf({});
  assert.deepEqual(
    [door, players, waiting, addresses],
    [
      'closes in 9 min: maintenance',
      '90 of 100, at most 50 come in each second',
      '12, the first for 35 s, 2 of them away',
      '3 denied, 1 allowed',
    ],
  );
});

test('status: a healthy listener takes two lines, and the counters follow', () => {
  const rows = rowsOf({});
  assert.equal(rows['listener'], '0.0.0.0:8001, accepting');
  assert.equal(rows['connections'], '3 of 10, from 2 addresses');
  assert.deepEqual(Object.keys(rows).slice(-8), [
    ...['listener', 'connections', 'datagrams', 'certificate', 'http', 'route'],
    ...['sign-in platform', 'messages_sent'],
  ]);
});

test('status: shows the port for datagrams', () => {
  assert.equal(rowsOf({})['datagrams'], 'udp://[::1]:8002, 3 channels, 2 open');
});

test('status: shows the alarms of a listener', () => {
  const rows = rowsOf({
    pauses: ['full', 'failed'],
    pausedMs: 2_600,
    refused: { 'too-many-connections': 4, 'too-many-from-address': 1 },
    acceptFailures: 9,
    alarms: ['full'],
  });
  assert.equal(rows['listener'], '0.0.0.0:8001, paused for 3 s (full, failed)');
  assert.equal(rows['refused'], 'too-many-connections 4, too-many-from-address 1');
  assert.deepEqual([rows['failed accepts'], rows['alarms']], [9, 'full']);
  assert.equal(rowsOf({ isSuspended: true, pausedMs: 1 })['listener'], '0.0.0.0:8001, suspended');
});

test('status: shows what waits in the journal, and the owners whose changes the database refuses', () => {
  const rows = rowsOf({});
  assert.equal(rows['journal'], '512 bytes, 2 roles and actors to flush to the database');
  assert.equal(rows['refused by the database'], 'role 60000001, actor guild/42');
});

test('status: shows what is awake, and where calls wait', () => {
  assert.equal(rowsOf({})['actors'], 'awake: guild 12 (3 calls wait, most at guild/7), role 2');
});

test('status: the database is well, or since when it is not and why', () => {
  assert.equal(
    rowsOf({})['database'],
    'well for 60 s, 2 requests wait, the oldest for 0 s, the last transaction took 1.5 ms',
  );
  const away = {
    problem: 'no answer for 13 seconds',
    forSeconds: 5,
    requests: 9,
    waitSeconds: 12,
    transactionMs: null,
  };
  const told = 'NOT WELL for 5 s (no answer for 13 seconds), 9 requests wait, the oldest for 12 s';
  assert.equal(rowsOf({}, away)['database'], told);
  const idle = { problem: null, forSeconds: 5, requests: 0, waitSeconds: null, transactionMs: null };
  assert.equal(rowsOf({}, idle)['database'], 'well for 5 s, 0 requests wait');
});

test('status: routes are listed with their proof and their module', () => {
  const rows = rowsOf({});
  assert.equal(rows['http'], 'http://127.0.0.1:8080');
  assert.equal(rows['route'], 'POST /paid (bearer, till)');
});

test('status: shows sessions that can be resumed, and what slow clients were left without, most of it first', () => {
  const quiet = rowsOf({});
  for (const name of ['can resume', 'left out for slow clients', 'closed as too slow'])
    assert.equal(quiet[name], undefined);
  const leftOut = Object.fromEntries([1, 2, 3, 4, 5, 6].map((each) => [`messages_left_out{move_${each}}`, each * 10]));
  const rows = rowsOf({}, WELL, {
    resume: { resumable: 7, parked: 2, ringBytes: 2_048, ringBytesMax: 4_096 },
    counters: { ...leftOut, 'messages_left_out{other}': 0, 'sessions_closed{slow-reader}': 3 },
  });
  assert.equal(
    rows['can resume'],
    '7 sessions, 2 of them wait for their clients; 2048 of 4096 bytes are kept for them',
  );
  assert.equal(
    rows['left out for slow clients'],
    'move_6 60, move_5 50, move_4 40, move_3 30, move_2 20, and 1 other messages',
  );
  assert.equal(rows['closed as too slow'], '3 sessions');
});

test('status: shows the nodes of a game of several processes, and what is unwell', () => {
  const facts = { process: 'a-1', version: '2', kinds: ['*'], players: 5, awake: 9, startedMs: 0 };
  const rows = rowsOf({}, WELL, {
    cluster: {
      node: 'a',
      isMember: false,
      bus: { isConnected: false, calls: 0, serving: 0, heldBytes: 12 },
      nodes: [
        { ...facts, name: 'a', playersAt: 'tcp://10.0.0.4:8001', weight: 0.25, isDraining: false },
        { ...facts, name: 'b', playersAt: null, weight: 1, isDraining: true },
      ],
    },
  });
  assert.equal(
    rows['this node'],
    'a: HAS LOST ITS LEASE and acknowledges nothing to others; NATS IS LOST, 12 bytes wait',
  );
  assert.equal(rows['node a'], 'version 2, tcp://10.0.0.4:8001, 5 players, 9 awake, joins, has 25% of its share');
  assert.equal(rows['node b'], 'version 2, no gate, 5 players, 9 awake, drains');
});
