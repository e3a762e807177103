// Statements that may take an hour say nothing for long. Then the database is asked about them on another connection; time is the test's.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ManualClock } from '../../base/index.ts';
import { ANSWER_MS_MAX, SCHEMA_STATEMENT_MS_MAX, SILENCE_CHECK_MS, STATEMENT_MS_MAX } from './limits.ts';
import { TestDatabase } from './postgres.fixture.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { PostgresProxy } from './postgres-proxy.fixture.ts';

/** After so long a silent connection is looked at. */
const SILENT_MS = STATEMENT_MS_MAX + ANSWER_MS_MAX + 2 * SILENCE_CHECK_MS;

const database = await TestDatabase.create('silence');

if (database !== null) {
  after(() => database.drop());

  test('postgres silence: a long statement that the database still runs is waited for, however long it is silent', async () => {
    await withConnection(database, SCHEMA_STATEMENT_MS_MAX, async ({ clock, connection }) => {
      const asked = connection.query('SELECT pg_sleep(2), 7');
      await untilState(database, connection, 'active');
      // Each time the database is asked anew.
      for (let times = 0; times < 3; times++) {
        clock.advance(SILENT_MS);
        await setTimeout(200);
        assert.equal(connection.isOver, false);
      }
      assert.equal((await asked).rows[0]?.[1], '7');
    });
  });

  test('postgres silence: a long statement whose answer was lost is given up', async () => {
    await withConnection(database, SCHEMA_STATEMENT_MS_MAX, async ({ clock, connection, proxy }) => {
      proxy.begin('mute');
      const asked = connection.query('SELECT 7');
      const refused = assert.rejects(asked, /no answer for/);
      await untilState(database, connection, 'idle');
      // The answer is lost for good; other connections work.
      proxy.end();
      clock.advance(SILENT_MS);
      await refused;
      assert.equal(connection.isOver, true);
    });
  });

  test('postgres silence: a long statement is given up when the database cannot be asked about it', async () => {
    await withConnection(database, SCHEMA_STATEMENT_MS_MAX, async ({ clock, connection, proxy }) => {
      const refused = assert.rejects(connection.query('SELECT pg_sleep(30)'), /no answer for/);
      await untilState(database, connection, 'active');
      proxy.begin('refuse');
      clock.advance(SILENT_MS);
      await refused;
    });
  });

  test('postgres silence: a statement with the usual limit is given up unasked, as the database should have ended it', async () => {
    await withConnection(database, STATEMENT_MS_MAX, async ({ clock, connection }) => {
      const refused = assert.rejects(connection.query('SELECT pg_sleep(5)'), /no answer for/);
      await untilState(database, connection, 'active');
      clock.advance(SILENT_MS);
      await refused;
    });
  });
}

interface World {
  readonly clock: ManualClock;
  readonly proxy: PostgresProxy;
  readonly connection: PostgresConnection;
}

async function withConnection(of: TestDatabase, statementMsMax: number, body: (world: World) => Promise<void>) {
  const clock = new ManualClock();
  const proxy = await PostgresProxy.start(of.url().href);
  const connection = await PostgresConnection.open({ url: proxy.url, statementMsMax }, clock);
  try {
    await body({ clock, proxy, connection });
  } finally {
    connection.destroy(new Error('the test is over'));
    await proxy.stop();
  }
}

/** Waits until the server's process for the connection is in that state. */
async function untilState(of: TestDatabase, { backendId }: PostgresConnection, state: string): Promise<void> {
  for (;;) {
    const sql = `SELECT state, query FROM pg_stat_activity WHERE pid = ${backendId}`;
    const [row] = await of.query(sql);
    const isNew = !String(row?.['query']).includes('pg_backend_pid');
    if (row?.['state'] === state && isNew) return;
    await setTimeout(20);
  }
}
