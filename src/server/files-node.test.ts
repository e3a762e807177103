import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeededRandom } from '../base/index.ts';
import { linesTables } from '../modules/lines/index.ts';
import { ConfigError, type ConfigErrorCode } from './control/index.ts';
import { readNamed, readWorld, ticketKeyOf } from './files-node.ts';

async function inDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-files-'));
  try {
    await body(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function fails(code: ConfigErrorCode, message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof ConfigError && error.code === code && message.test(error.message);
}

test('ticket key: made once, kept for the owner alone, the same for all who start together', async () => {
  await inDirectory(async (directory) => {
    const inner = join(directory, 'deep', 'data');
    const keys = await Promise.all([1, 2, 3, 4].map((seed) => ticketKeyOf(inner, new SeededRandom(seed))));
    const later = await ticketKeyOf(inner, new SeededRandom(5));
    for (const key of keys) assert.deepEqual(key, later);
    assert.equal(later.secret.length, 32);
    assert.deepEqual(await readdir(inner), ['ticket.key'], 'no draft is left');
    assert.equal((await stat(join(inner, 'ticket.key'))).mode & 0o077, 0);
  });
});

test('ticket key: a file that holds none is named, and not replaced', async () => {
  await inDirectory(async (directory) => {
    for (const content of ['', 'AAAA\n', '!!!']) {
      await writeFile(join(directory, 'ticket.key'), content);
      await assert.rejects(
        ticketKeyOf(directory, new SeededRandom(1)),
        fails('unreadable', /ticket\.key does not hold a ticket key: delete it/),
      );
      assert.equal(await readFile(join(directory, 'ticket.key'), 'utf8'), content);
    }
    const blocked = join(directory, 'blocked');
    await mkdir(join(blocked, 'ticket.key'), { recursive: true });
    await assert.rejects(ticketKeyOf(blocked, new SeededRandom(1)), fails('unreadable', /cannot be read/));
  });
});

test('files: what is missing or is not JSON is named with its setting', async () => {
  await inDirectory(async (directory) => {
    const missing = join(directory, 'none.pem');
    await assert.rejects(
      readNamed(missing, 'gate.tls.privateKeyFile'),
      fails('unreadable', /^gate\.tls\.privateKeyFile: .*none\.pem/),
    );
    const tables = [linesTables.gameMap];
    await assert.rejects(readWorld(tables, directory), fails('unreadable', /^worldDirectory: .*game_map\.json/));
    await writeFile(join(directory, 'game_map.json'), '[{');
    await assert.rejects(readWorld(tables, directory), /game_map\.json: it is not JSON/);
    await writeFile(join(directory, 'game_map.json'), '[]');
    assert.equal((await readWorld(tables, directory)).length, 1);
    assert.equal((await readWorld(tables, undefined)).length, 1, 'the built-in world');
  });
});
