// Password hashes, checked with the reference implementation's own vector and with foreign strings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, isSameCost, nobodysHash, parsePasswordHash, verifyPassword } from './password-hash.ts';
import { SeededRandom } from './random.ts';

const cheap = { memoryKiB: 8, passes: 1, lanes: 1 };
const random = new SeededRandom(5);

// Test vector of the Argon2 reference implementation: password `password`, salt `somesalt`.
const REFERENCE = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';

test('password hash: the reference implementation’s is verified', async () => {
  const hash = parsePasswordHash(REFERENCE);
  assert.ok(hash !== null);
  assert.deepEqual(hash.cost, { memoryKiB: 65_536, passes: 2, lanes: 1 });
  assert.equal(await verifyPassword('password', hash), true);
  assert.equal(await verifyPassword('Password', hash), false);
});

test('password hash: a hash verifies its password, and each hash has its own salt', async () => {
  const texts = await Promise.all([1, 2].map(() => hashPassword('correct horse', { random, cost: cheap })));
  assert.notEqual(texts[0], texts[1]);
  for (const text of texts) {
    assert.match(text, /^\$argon2id\$v=19\$m=8,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    const hash = parsePasswordHash(text);
    assert.ok(hash !== null && isSameCost(hash.cost, cheap));
    assert.equal(await verifyPassword('correct horse', hash), true);
    assert.equal(await verifyPassword('correct horse ', hash), false);
  }
});

test('password hash: composed and decomposed letters are the same password', async () => {
  const hash = parsePasswordHash(await hashPassword('Zoë-Zoë-Zoë', { random, cost: cheap }));
  assert.ok(hash !== null && (await verifyPassword('Zoe\u0308-Zoe\u0308-Zoe\u0308', hash)));
});

test('password hash: the default cost is OWASP’s', async () => {
  assert.match(await hashPassword('correct horse', { random }), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('password hash: strings that are not ours are refused', () => {
  const tail = '$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  const refused = [
    ...[
      '',
      'password',
      '$2b$10$abcdefghijklmnopqrstuv',
      `$argon2i$v=19$m=65536,t=2,p=1${tail}`,
      `$argon2id$v=16$m=65536,t=2,p=1${tail}`,
    ],
    ...[
      `$argon2id$m=65536,t=2,p=1${tail}`,
      `$argon2id$v=19$t=2,m=65536,p=1${tail}`,
      `$argon2id$v=19$m=65536,t=0,p=1${tail}`,
    ],
    ...[
      `$argon2id$v=19$m=7,t=1,p=1${tail}`,
      `$argon2id$v=19$m=8,t=1,p=2${tail}`,
      `$argon2id$v=19$m=65536,t=2,p=0${tail}`,
    ],
    ...[
      `$argon2id$v=19$m=9999999,t=2,p=1${tail}`,
      `$argon2id$v=19$m=65536,t=99,p=1${tail}`,
      `$argon2id$v=19$m=65536,t=2,p=99${tail}`,
    ],
    ...[
      '$argon2id$v=19$m=65536,t=2,p=1$$',
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$',
      `${REFERENCE}=`,
      `${REFERENCE}\n`,
      ` ${REFERENCE}`,
    ],
    `$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$${'A'.repeat(60_000)}`,
  ];
  for (const text of refused) assert.equal(parsePasswordHash(text), null, text.slice(0, 60));
});

test('password hash: no password matches the hash for unknown accounts, and checking it takes as long', async () => {
  const hash = nobodysHash({ random, cost: cheap });
  assert.deepEqual(hash.cost, cheap);
  for (const password of ['', 'password', 'correct horse']) assert.equal(await verifyPassword(password, hash), false);
});
