import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { askControl } from '../server/control/index.ts';
import { openCommands } from './commands.ts';
import { startProcess } from './runtime.ts';

const CONFIG = { io: 'node', poller: 'epoll' } as const;
const COMMANDS = {
  status: () => ({ players: 3 }),
  kick: async ({ account }: Readonly<Record<string, unknown>>) => {
    if (account !== 'ann') throw new Error(`there is no account ${JSON.stringify(account)}`);
    return 'ann was signed out';
  },
};

test('commands: each is answered, refused by its error, or unknown, and the socket ends with the process', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'jadegate-commands-'));
  const place = { dataDirectory, inMemory: false };
  const start = () =>
    startProcess({ config: CONFIG }, async (runtime) => {
      await openCommands(runtime, place, { name: 'part', commands: COMMANDS });
      return {};
    });
  const ask = (command: string, fields = {}) => askControl(dataDirectory, { command, ...fields }, { name: 'part' });
  try {
    const running = await start();
    assert.deepEqual(await ask('status'), { players: 3 });
    assert.equal(await ask('kick', { account: 'ann' }), 'ann was signed out');
    await assert.rejects(ask('kick', { account: 'bob' }), { code: 'refused', message: 'there is no account "bob"' });
    for (const unknown of ['nothing', 'toString', '__proto__']) {
      await assert.rejects(ask(unknown), { code: 'refused', message: /part has the commands status, kick/ });
    }
    await assert.rejects(start(), { code: 'refused', message: /another part runs on/ });
    await running.stop();
    assert.equal(await ask('status'), null);
  } finally {
    await rm(dataDirectory, { recursive: true });
  }
});

test('commands: a process that keeps nothing on disk has no socket', async () => {
  const running = await startProcess({ config: CONFIG }, async (runtime) => {
    await openCommands(
      runtime,
      { dataDirectory: '/nonexistent', inMemory: true },
      { name: 'part', commands: COMMANDS },
    );
    return {};
  });
  assert.equal(await askControl('/nonexistent', { command: 'status' }, { name: 'part' }), null);
  await running.stop();
});
