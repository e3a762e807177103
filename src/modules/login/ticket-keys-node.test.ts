import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeededRandom } from '../../base/index.ts';
import { keptTicketKey } from './ticket-keys-node.ts';

async function inDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-ticket-'));
  try {
    await body(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

test('ticket key: made once, kept for the owner alone, the same for all who start together', async () => {
  await inDirectory(async (directory) => {
    const inner = join(directory, 'deep', 'data');
    const keys = await Promise.all([1, 2, 3, 4].map((seed) => keptTicketKey(inner, new SeededRandom(seed))));
    const later = await keptTicketKey(inner, new SeededRandom(5));
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
      await assert.rejects(keptTicketKey(directory, new SeededRandom(1)), {
        code: 'ticket-key-file',
        message: /ticket\.key does not hold a ticket key: delete it/,
      });
      assert.equal(await readFile(join(directory, 'ticket.key'), 'utf8'), content);
    }
    const blocked = join(directory, 'blocked');
    await mkdir(join(blocked, 'ticket.key'), { recursive: true });
    await assert.rejects(keptTicketKey(blocked, new SeededRandom(1)), {
      code: 'ticket-key-file',
      message: /cannot be read/,
    });
  });
});
