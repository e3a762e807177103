import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { openStore } from '../../store/front/index.ts';
import type { Store } from '../../store/index.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';
import { addPassword, forgetTickets } from './login.procedures.ts';
import { loginTables, password, usedTicket } from './login.tables.ts';
import { FORGET_TICKETS_MAX } from './login-limits.ts';
import { LoginStore } from './login-store.ts';
import { accepted, emptyCredentials, refused } from './providers/provider.ts';
import { issueTicket, type TicketKey } from './providers/ticket.ts';
import { TicketProvider } from './providers/ticket-provider.ts';

const KEY: TicketKey = { id: 'k1', secret: new SeededRandom(1).bytes(32) };

function open(file: string | null, clock: ManualClock): Promise<Store> {
  return openStore({
    body: sqliteBody({ at: file === null ? 'memory' : { file } }),
    tables: Object.values(loginTables),
    serverIds: [1],
    clock,
    log: silentLogger,
    counters: new Counters(),
  });
}

async function inMemory(body: (login: LoginStore, clock: ManualClock, store: Store) => Promise<void>): Promise<void> {
  const clock = new ManualClock();
  const store = await open(null, clock);
  try {
    await body(new LoginStore(storeOf(store)), clock, store);
  } finally {
    await store.close();
  }
}

/** As the scope of the module has it. */
function storeOf(store: Store): ConstructorParameters<typeof LoginStore>[0] {
  return {
    password: store.table(password),
    run: (procedure, args) => store.run(procedure, args),
    query: (build) => store.query(build),
  };
}

function forget(store: Store, clock: ManualClock): Promise<number> {
  return store.run(forgetTickets, { expiredAtMs: clock.wallMs(), countMax: FORGET_TICKETS_MAX });
}

function add(store: Store, account: string, hash: string): Promise<boolean> {
  return store.run(addPassword, { account, hash, createdMs: 5 });
}

test('login store: a ticket that was used stays used, also after a restart', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-login-'));
  const file = join(directory, 'login.sqlite');
  const clock = new ManualClock();
  const order = { account: 'ann', key: KEY, ttlSeconds: 60, wallMs: clock.wallMs(), random: new SeededRandom(2) };
  const [ticket, later] = [issueTicket(order), issueTicket(order)];
  const redeem = (store: Store, openkey: string) => {
    const at = { wallMs: clock.wallMs(), store: new LoginStore(storeOf(store)) };
    return new TicketProvider({ keys: [KEY] }).verify(emptyCredentials({ openkey, serverid: 1 }), at);
  };
  try {
    const first = await open(file, clock);
    assert.deepEqual(await redeem(first, ticket), accepted('ann'));
    assert.deepEqual(await redeem(first, ticket), refused('replayed'));
    await first.close();
    const second = await open(file, clock);
    assert.deepEqual(await redeem(second, ticket), refused('replayed'));
    assert.deepEqual(await redeem(second, later), accepted('ann'));
    // Past its expiry it is refused for that, so the row may go.
    clock.advance(60_000);
    assert.equal(await forget(second, clock), 2);
    assert.deepEqual(await redeem(second, ticket), refused('expired'));
    await second.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('login store: of many that present one ticket at once, one is let in', async () => {
  await inMemory(async (login) => {
    const uses = await Promise.all(Array.from({ length: 30 }, () => login.use('nonce-of-sixteen-bytes', 1e15)));
    assert.equal(uses.filter(Boolean).length, 1);
  });
});

test('login store: tickets are forgotten when they expire, in portions', async () => {
  await inMemory(async (login, clock, store) => {
    const nowMs = clock.wallMs();
    const uses = Array.from({ length: FORGET_TICKETS_MAX + 3 }, (_, index) => login.use(`nonce-${index}`, nowMs + 10));
    await Promise.all(uses);
    await login.use('kept', nowMs + 11);
    assert.equal(await forget(store, clock), 0);
    clock.advance(10);
    assert.deepEqual([await forget(store, clock), await forget(store, clock)], [FORGET_TICKETS_MAX, 3]);
    assert.notEqual(await store.table(usedTicket).get('kept'), null);
  });
});

test('login store: an account is added once and its hash replaced only from what it was', async () => {
  await inMemory(async (login, _clock, store) => {
    assert.equal(await login.find('ann'), null);
    const added = await Promise.all([add(store, 'ann', 'hash1'), add(store, 'ann', 'hash2')]);
    assert.deepEqual(added, [true, false]);
    assert.equal(await login.save('ann', { from: 'hash2', to: 'hash3' }), false);
    assert.equal(await login.save('ann', { from: 'hash1', to: 'hash3' }), true);
    assert.equal(await login.save('bob', { from: 'hash1', to: 'hash3' }), false);
    assert.deepEqual([await login.find('ann'), await login.find('bob')], ['hash3', null]);
  });
});

test('login store: visitors’ numbers count up and none is given twice', async () => {
  await inMemory(async (login) => {
    const numbers = await Promise.all(Array.from({ length: 50 }, () => login.next()));
    assert.deepEqual(
      numbers.toSorted((a, b) => Number(a - b)),
      Array.from({ length: 50 }, (_, index) => BigInt(index + 1)),
    );
  });
});
