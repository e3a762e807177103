import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { silentLogger } from '../../base/index.ts';
import { askControl, listenControl } from './control-node.ts';

const NOBODY = 65_534;

test('control: a user who may not open the socket reads so, and not that no server runs', async (context) => {
  if (process.geteuid?.() !== 0) {
    context.skip('only root can become another user');
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-control-'));
  chmodSync(directory, 0o755);
  const control = await listenControl(directory, { log: silentLogger, answer: async () => ({ ok: true, result: 1 }) });
  try {
    assert.equal(await askControl(directory, { command: 'status' }), 1);
    process.seteuid?.(NOBODY);
    const asked = askControl(directory, { command: 'status' });
    await assert.rejects(asked, { code: 'unreadable', message: /may not be opened by this user: .*sudo -u/ });
  } finally {
    process.seteuid?.(0);
    await control.close();
    rmSync(directory, { recursive: true });
  }
  assert.equal(await askControl(directory, { command: 'status' }), null);
});

test('control: a socket whose file was deleted is made again, and ends with its owner', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-control-'));
  const warned: string[] = [];
  const log = { ...silentLogger, warn: (text: string) => warned.push(text) };
  const control = await listenControl(directory, { log, answer: async () => ({ ok: true, result: 1 }) });
  try {
    await control.restore();
    assert.deepEqual(warned, []);
    rmSync(join(directory, 'control.sock'));
    assert.equal(await askControl(directory, { command: 'status' }), null);
    await Promise.all([control.restore(), control.restore()]);
    assert.equal(await askControl(directory, { command: 'status' }), 1);
    assert.equal(warned.length, 1);
    assert.match(warned[0] ?? '', /control\.sock was deleted: the control socket was made again/);
    await control.close();
    await control.restore();
    assert.equal(await askControl(directory, { command: 'status' }), null);
  } finally {
    await control.close();
    rmSync(directory, { recursive: true });
  }
});
