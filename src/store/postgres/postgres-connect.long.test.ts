// Opening connections: through poolers, with each sslmode, and with passwords that are missing or wrong.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { TEST_TLS_KEYS } from '../../reactor/tls-keys.fixture.ts';
import { rejects } from '../front/store.conformance-checks.ts';
import { account, raiseLevel } from '../front/store.conformance-procedures.ts';
import { openTestStore, queryOnce, TestDatabase } from './postgres.fixture.ts';
import { postgresPrograms, TestCluster } from './postgres-cluster.fixture.ts';
import { isPoolerInstalled, TestPooler } from './postgres-pooler.fixture.ts';

const database = await TestDatabase.create('connect');

if (database !== null) {
  after(() => database.drop());
  // Without a schema of its own: a pooler refuses the parameter that names it.
  const url = () => database.url().href;
  if (isPoolerInstalled()) {
    test('postgres pooler: one of sessions works with its default configuration', async () => {
      const pooler = await TestPooler.start(url());
      try {
        for (let opening = 1; opening <= 2; opening++) {
          const store = await openTestStore({ url: pooler.url });
          assert.equal(await store.run(raiseLevel, 'pooled'), opening);
          await store.close();
        }
      } finally {
        await pooler.stop();
      }
    });

    for (const mode of ['transaction', 'statement']) {
      test(`postgres pooler: one of ${mode}s is refused at the start, with advice, each time`, async () => {
        const pooler = await TestPooler.start(url(), [`pool_mode = ${mode}`]);
        try {
          for (let opening = 1; opening <= 2; opening++) {
            await rejects(openTestStore({ url: pooler.url, openWaitMs: 100 }), 'denied', {
              message: /pool_mode = session/,
            });
          }
        } finally {
          await pooler.stop();
        }
      });
    }

    test('postgres pooler: a parameter that it refuses is named with its setting', async () => {
      const pooler = await TestPooler.start(url());
      try {
        const address = new URL(pooler.url);
        address.searchParams.set('replication', 'database');
        const opened = openTestStore({ url: address.href, openWaitMs: 100 });
        await rejects(opened, 'denied', { message: /ignore_startup_parameters/ });
      } finally {
        await pooler.stop();
      }
    });
  }

  test('postgres ssl: each sslmode means what libpq says', async () => {
    const [row] = await database.query('SHOW ssl');
    const hasSsl = row?.['ssl'] === 'on';
    for (const [mode, isEncrypted] of [
      ['disable', false],
      ['allow', false],
      ['prefer', hasSsl],
    ] as const) {
      assert.equal(await isEncryptedWith(mode), isEncrypted, mode);
    }
    if (hasSsl) {
      assert.equal(await isEncryptedWith('require'), true);
      await rejects(openWith('sslmode=verify-full'), 'denied', {
        message: /certificate was not accepted .*sslrootcert/,
      });
    } else {
      for (const mode of ['require', 'verify-full'])
        await rejects(openWith(`sslmode=${mode}`), 'denied', { message: /offers no encryption.*sslmode=disable/ });
    }
    await rejects(openWith('sslmode=verify-ca'), 'denied', { message: /verify-ca needs sslrootcert/ });
    await rejects(openWith('sslmode=maybe'), 'denied', {
      message: /sslmode=maybe is unknown: use one of disable, allow/,
    });
    await rejects(openWith('sslmode=verify-ca&sslrootcert=/nowhere/root.crt'), 'denied', {
      message: /sslrootcert cannot be read .*\/nowhere\/root\.crt/,
    });
  });

  const programs = postgresPrograms();
  if (programs !== null) {
    test('postgres connect: over TLS the certificate counts as sslmode says, and a missing password names user and setting', async () => {
      const keys = TEST_TLS_KEYS;
      const cluster = await TestCluster.create(programs, {
        settings: ['ssl=on', 'password_encryption=scram-sha-256', 'listen_addresses=127.0.0.1,127.0.0.2'],
        files: { 'server.crt': keys.certificate, 'server.key': keys.privateKey, 'pg_hba.conf': SCRAM_ONLY },
      });
      const root = join(mkdtempSync(join(tmpdir(), 'jadegate-root-')), 'root.crt');
      writeFileSync(root, keys.certificate);
      const address = new URL(cluster.url);
      // The certificate is for 127.0.0.1 and localhost.
      const other = cluster.url.replace('127.0.0.1', '127.0.0.2');
      const open = (base: URL | string, parameters: string) =>
        openTestStore({ url: `${base}?${parameters}`, openWaitMs: 100 });
      try {
        for (const parameters of ['sslmode=require', 'sslmode=prefer', `sslmode=verify-full&sslrootcert=${root}`]) {
          await (await open(address, parameters)).close();
        }
        await (await open(other, `sslmode=verify-ca&sslrootcert=${root}`)).close();
        for (const [base, parameters] of [
          [other, `sslmode=verify-full&sslrootcert=${root}`],
          [address, 'sslmode=verify-full'],
        ] as const)
          await rejects(open(base, parameters), 'denied', { message: /certificate was not accepted .*sslrootcert/ });
        await queryOnce(cluster.url, "CREATE USER keeper PASSWORD 'secret' SUPERUSER");
        address.username = 'keeper';
        const message = /keeper@127\.0\.0\.1.*asks for a password of the user keeper, and there is none.*setting store/;
        await rejects(open(address, ''), 'denied', { message });
        address.password = 'wrong';
        await rejects(open(address, ''), 'denied', { message: /check the user and the password/ });
        address.password = 'secret';
        const store = await open(address, '');
        const sql = "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'jadegate'";
        const rows = await queryOnce(address.href, sql);
        assert.ok(rows.length > 0 && rows.every(({ ssl }) => ssl === true), 'encrypted without being asked');
        await store.close();
      } finally {
        await cluster.remove();
      }
    });
  }

  function openWith(parameters: string) {
    return openTestStore({ url: `${url()}?${parameters}`, openWaitMs: 100 });
  }

  async function isEncryptedWith(mode: string): Promise<boolean> {
    const store = await openWith(`sslmode=${mode}`);
    try {
      await store.table(account).get('a');
      const rows = await queryOnce(
        url(),
        "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'jadegate' AND datname = current_database()",
      );
      assert.ok(rows.length > 0);
      return rows.every(({ ssl }) => ssl === true);
    } finally {
      await store.close();
    }
  }
}

/** The server asks everybody but its own superuser for a password. */
const SCRAM_ONLY = 'host all keeper all scram-sha-256\nhost all postgres all trust\n';
