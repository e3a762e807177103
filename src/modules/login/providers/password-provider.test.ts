// Sign-in by password: right, wrong, unknown account, too many at once, and a book that fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogFields, Logger } from '../../../base/index.ts';
import { hashPassword, parsePasswordHash, SeededRandom, silentLogger } from '../../../base/index.ts';
import type { PasswordBook } from './password-book.ts';
import type { PasswordOptions } from './password-provider.ts';
import { PasswordProvider } from './password-provider.ts';
import { emptyCredentials } from './provider.ts';
import { providerStore } from './provider-store.fixture.ts';

const cheap = { memoryKiB: 8, passes: 1, lanes: 1 };
const random = new SeededRandom(11);

class MemoryBook implements PasswordBook {
  readonly hashes = new Map<string, string>();
  saves = 0;

  async find(account: string): Promise<string | null> {
    return this.hashes.get(account) ?? null;
  }

  async save(account: string, change: { readonly from: string; readonly to: string }): Promise<boolean> {
    this.saves++;
    if (this.hashes.get(account) !== change.from) return false;
    this.hashes.set(account, change.to);
    return true;
  }
}

async function world(options: PasswordOptions & { readonly logger?: Logger } = {}) {
  const book = new MemoryBook();
  book.hashes.set('alice', await hashPassword('correct horse', { random, cost: cheap }));
  const { logger = silentLogger, ...rest } = options;
  const provider = new PasswordProvider({ random, logger }, { cost: cheap, ...rest });
  const signIn = (username: string, openkey: string) =>
    provider.verify(emptyCredentials({ username, openkey }), { wallMs: 0, store: providerStore(book) });
  return { book, provider, signIn };
}

test('password provider: the right password signs in', async () => {
  const { book, signIn } = await world();
  assert.deepEqual(await signIn('alice', 'correct horse'), { ok: true, account: 'alice', adult: null });
  assert.equal(book.saves, 0);
});

test('password provider: a wrong password and an account that is not there get the same answer', async () => {
  const { signIn } = await world();
  for (const [username, password] of [
    ['alice', 'Correct horse'],
    ['alice', 'x'],
    ['bob', 'correct horse'],
    ['Alice', 'correct horse'],
  ] as const) {
    assert.deepEqual(await signIn(username, password), { ok: false, reason: 'wrong-credentials' });
  }
});

test('password provider: what cannot be an account or a password is malformed', async () => {
  const { signIn } = await world();
  const malformed = [
    ...[
      ['', 'correct horse'],
      ['alice', ''],
      ['##visitor##_1', 'correct horse'],
      ['classic:1', 'correct horse'],
      ['a\u0000', 'x'],
    ],
    ...[
      ['alice', 'x'.repeat(60_000)],
      ['x'.repeat(60_000), 'x'],
      ['alice', 'a\u0000'],
      ['alice', '\ud800'],
      ['\ud800', 'x'],
    ],
  ] as const;
  for (const [username = '', password = ''] of malformed) {
    assert.deepEqual(await signIn(username, password), { ok: false, reason: 'malformed' });
  }
});

test('password provider: a hash of another cost is renewed at sign-in, and only then', async () => {
  const { book, signIn } = await world({ cost: { memoryKiB: 16, passes: 1, lanes: 1 } });
  assert.ok(!(await signIn('alice', 'wrong horse')).ok);
  assert.equal(book.saves, 0);
  assert.ok((await signIn('alice', 'correct horse')).ok);
  assert.equal(parsePasswordHash(book.hashes.get('alice') ?? '')?.cost.memoryKiB, 16);
  assert.ok((await signIn('alice', 'correct horse')).ok);
  assert.equal(book.saves, 1);
});

test('password provider: a renewal that fails does not fail the sign-in', async () => {
  const { book, signIn } = await world({ cost: { memoryKiB: 16, passes: 1, lanes: 1 } });
  book.save = () => Promise.reject(new Error('disk full'));
  assert.ok((await signIn('alice', 'correct horse')).ok);
});

test('password provider: a password changed during the renewal stands', async () => {
  const { book, signIn } = await world({ cost: { memoryKiB: 16, passes: 1, lanes: 1 } });
  const changed = await hashPassword('new password', { random, cost: cheap });
  const find = book.find.bind(book);
  book.find = async (account) => {
    const found = await find(account);
    book.hashes.set(account, changed);
    return found;
  };
  assert.ok((await signIn('alice', 'correct horse')).ok);
  assert.equal(book.hashes.get('alice'), changed);
});

test('password provider: a book that fails and a hash that cannot be read are our trouble, not the player’s', async () => {
  const { book, signIn } = await world();
  book.hashes.set('alice', 'plain text');
  assert.deepEqual(await signIn('alice', 'plain text'), { ok: false, reason: 'unavailable' });
  book.find = () => Promise.reject(new Error('down'));
  assert.deepEqual(await signIn('alice', 'correct horse'), { ok: false, reason: 'unavailable' });
});

test('password provider: past its queue it is busy, and those in the queue are served', async () => {
  const { signIn } = await world({ hashesAtOnce: 1, hashesWaitingMax: 2 });
  const verdicts = await Promise.all(Array.from({ length: 6 }, () => signIn('alice', 'correct horse')));
  const count = (reason: string) => verdicts.filter((verdict) => !verdict.ok && verdict.reason === reason).length;
  assert.equal(verdicts.filter((verdict) => verdict.ok).length, 3);
  assert.equal(count('busy'), 3);
  assert.ok((await signIn('alice', 'correct horse')).ok);
});

test('password provider: nothing that it logs holds a password or a hash', async () => {
  const lines: string[] = [];
  const write = (message: string, fields?: LogFields) => void lines.push(JSON.stringify([message, fields]));
  const logger: Logger = { debug: write, info: write, warn: write, error: write, child: () => logger };
  const { book, signIn } = await world({ logger, cost: { memoryKiB: 16, passes: 1, lanes: 1 } });
  const hash = book.hashes.get('alice') ?? '';
  book.save = () => Promise.reject(new Error('disk full'));
  await signIn('alice', 'correct horse');
  book.hashes.set('alice', '$argon2id$broken');
  await signIn('alice', 'correct horse');
  assert.equal(lines.length, 2);
  for (const line of lines) assert.ok(!line.includes('horse') && !line.includes(hash) && !line.includes('argon2id'));
});
