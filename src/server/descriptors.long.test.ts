// A server that runs out of descriptors while it serves: who is in plays on, an alarm is told, and newcomers are let in again when
// descriptors come back. Over the node body the system's library takes newcomers and drops them without a word, so no alarm is told
// there; the rest holds.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Counters } from '../base/index.ts';
import { gateMessages } from '../gate/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { createNodeIo } from '../reactor/index.ts';
import { skipNative } from './beside-player.fixture.ts';
import { askControl } from './control/index.ts';
import { play } from './player.fixture.ts';
import { ClientHub } from './raw-client.fixture.ts';
import type { Status } from './server-commands.ts';
import { ServerProcess } from './server-process.fixture.ts';

/** A server has about 40 before anybody comes. */
const DESCRIPTORS_MAX = 100;
const CROWD = 150;
/** Leaves room for the connections that one turn accepts beyond the cap. */
const SMALL_LIMIT = 512;
/** Far longer than anything takes. */
const HANG_MS = 20_000;
const POLL_MS = 5;

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const startMs = performance.now();
  while (!(await condition())) {
    assert.ok(performance.now() - startMs < HANG_MS, what);
    await sleep(POLL_MS);
  }
}

for (const body of ['native', 'node'] as const) {
  const skip = body === 'native' ? skipNative : false;
  test(`descriptors: when none are left players play on, and newcomers come in later (${body})`, { skip }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'jadegate-descriptors-'));
    await writeFile(join(directory, 'jadegate.config.json'), JSON.stringify({ io: body }));
    const server = await ServerProcess.start(directory, { log: 'warn' });
    // After its start it counts on more.
    execFileSync('prlimit', [`--pid=${server.pid}`, `--nofile=${DESCRIPTORS_MAX}:${DESCRIPTORS_MAX}`]);
    const endpoint = { host: '127.0.0.1', port: server.port };
    const hub: ClientHub = new ClientHub(createNodeIo({ counters: new Counters() }), {
      endpoint,
      messages: JADEGATE_MESSAGES,
      until: (condition, what) => until(condition, what),
    });
    const crowd: Socket[] = [];
    try {
      const player = hub.connect();
      await play(player, 'player');
      let connected = 0;
      for (let each = 0; each < CROWD; each++) {
        const socket = connect(endpoint, () => connected++);
        crowd.push(socket.on('error', () => {}));
      }
      await until(() => connected === CROWD, 'the system takes them all, whether the server can or not');
      if (body === 'native') {
        const isTold = () =>
          server.complaints.some((line) => line.includes('accept-failed') && line.includes('EMFILE'));
        await until(isTold, 'an alarm is told');
      }
      for (let beat = 0; beat < 20; beat++) {
        player.say(gateMessages.HeartbeatC2s, { beatTime: beat });
        assert.deepEqual(await player.next(gateMessages.HeartbeatC2s), { beatTime: beat });
      }
      for (const socket of crowd) socket.destroy();
      // Over the node body a newcomer may be dropped until the descriptors are back.
      await until(async () => (await statusOf(directory))?.sessions === 1, 'the crowd has left');
      await play(hub.connect(), 'newcomer');
      const status = await statusOf(directory);
      assert.deepEqual(status?.listeners[0]?.alarms, [], 'the alarm is over');
      assert.equal(status?.inWorld, 2);
      assert.equal((status?.counters['accept_failed{EMFILE}'] ?? 0) > 0, body === 'native');
      assert.equal(await server.stop(), 0);
    } finally {
      for (const socket of crowd) socket.destroy();
      await hub.stop();
      await server.kill();
      await rm(directory, { recursive: true });
    }
  });
}

test('descriptors: at the limit of the system the server refuses by reason, and answers its operator', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-descriptors-'));
  const server = await ServerProcess.start(directory, { descriptorsMax: SMALL_LIMIT, log: 'warn' });
  const endpoint = { host: '127.0.0.1', port: server.port };
  const crowd: Socket[] = [];
  try {
    const isTold = (line: string) =>
      line.includes(`${SMALL_LIMIT} open files (ulimit -n)`) && line.includes('gate.connectionsMax');
    assert.equal(server.complaints.filter(isTold).length, 1, 'one line at the start');
    for (let each = 0; each < SMALL_LIMIT; each++) crowd.push(connect(endpoint).on('error', () => {}));
    let status: Status | null = null;
    const isFull = async (): Promise<boolean> => {
      status = (await askControl(directory, { command: 'status' })) as Status;
      return (status.listeners[0]?.refused['too-many-connections'] ?? 0) > 0;
    };
    await until(isFull, 'some are refused');
    for (let each = 0; each < 50; each++) await askControl(directory, { command: 'status' });
    const listener = ((await askControl(directory, { command: 'status' })) as Status).listeners[0];
    assert.ok(listener !== undefined && listener.connectionsMax < SMALL_LIMIT);
    assert.equal(listener.acceptFailures, 0);
    assert.equal(await server.stop(), 0);
  } finally {
    for (const socket of crowd) socket.destroy();
    await server.kill();
    await rm(directory, { recursive: true });
  }
});

/** Null while the server cannot answer for want of descriptors. */
async function statusOf(directory: string): Promise<Status | null> {
  // The answer to `status` is a `Status`.
  return (await askControl(directory, { command: 'status' }).catch(() => null)) as Status | null;
}
