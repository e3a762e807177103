// PostgreSQL: creations, lists by account and reads of a role through the store, against the same by prepared statements and nothing
// else, in a database of the benchmark's own. Rows up to a size are made on the server, in bulk, to see what growth costs.
import { cpus } from 'node:os';
import process from 'node:process';
import pg from 'pg';
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import { openStore, postgresBody, roleIdOf, type Store } from '../../src/store/index.ts';
import { PostgresFloor } from './postgres-floor.ts';
import { accountRole, benchTables, role } from './procedures.ts';
import {
  CALLERS,
  type Contest,
  callers,
  createRoles,
  figuresOf,
  medianMs,
  ROLE_NUMBER_FIRST,
  rate,
  SERVER_ID,
} from './rates.ts';

const SERVER_URL = process.env['JADEGATE_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
/** Connections that read, as the store has them. */
const READERS = 3;
/** Calls of which the median is taken, one after the other. */
const SINGLE_CALLS = 300;

export interface PostgresBenchOptions {
  readonly rounds: number;
  readonly roles: number;
  /** Roles there are when it is measured, ascending. */
  readonly sizes: readonly number[];
}

/** Null where no server answers. */
export async function benchPostgres(options: PostgresBenchOptions): Promise<Readonly<Record<string, unknown>> | null> {
  const admin = new pg.Client({ connectionString: SERVER_URL });
  try {
    await admin.connect();
  } catch (error) {
    console.error(`PostgreSQL does not answer (JADEGATE_TEST_POSTGRES names a server): ${error}`);
    return null;
  }
  const name = `jadegate_bench_${process.pid}`;
  await admin.query(`CREATE DATABASE ${name}`);
  try {
    const url = new URL(SERVER_URL);
    url.pathname = `/${name}`;
    const store = await open(url.href);
    return await measure(store, url.href, options).finally(() => store.close());
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}

function open(url: string): Promise<Store> {
  return openStore({
    body: postgresBody({ url, readers: READERS, statementMsMax: 600_000 }),
    tables: benchTables,
    serverIds: [SERVER_ID],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
  });
}

async function measure(
  store: Store,
  url: string,
  options: PostgresBenchOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const figures: Record<string, unknown> = {};
  const bulk = new pg.Client({ connectionString: url });
  // When this fails the database is dropped under it; the failure is what counts.
  bulk.on('error', () => {});
  await bulk.connect();
  let made = 0;
  for (const size of options.sizes) {
    await fill(bulk, store, { from: made, to: size });
    const result = await measureAt(store, url, { ...options, size });
    made = size + result.created;
    figures[`at${size}`] = { rows: await sizeOf(bulk), ...result.figures };
    console.error(`postgresql at ${size}: ${JSON.stringify(result.figures)}`);
  }
  await bulk.end();
  return { ...figures, readers: READERS, hardware: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}` };
}

/** Rows of the roles from one number to another, made where the database is. */
async function fill(
  bulk: pg.Client,
  store: Store,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const step = 100_000;
  for (let first = from; first < to; first += step) {
    const last = Math.min(first + step, to) - 1;
    await makeSplits(store, { from: first, to: last });
    const numbers = `generate_series(${first}::bigint, ${last}::bigint) AS number`;
    const id = `${roleIdOf({ serverId: SERVER_ID, number: ROLE_NUMBER_FIRST })} + number`;
    const skip = 'ON CONFLICT DO NOTHING';
    await bulk.query(`INSERT INTO role_name SELECT 'name-' || number, ${id} FROM ${numbers} ${skip}`);
    await bulk.query(`INSERT INTO account_role SELECT 'account-' || number, 1, ${id} FROM ${numbers} ${skip}`);
    await bulk.query(
      `INSERT INTO role SELECT ${id}, 'account-' || number, 'name-' || number, 1, 100, 100, 0 FROM ${numbers} ${skip}`,
    );
    await bulk.query(`INSERT INTO role_skill SELECT ${id}, 1, 1 FROM ${numbers} ${skip}`);
    if (to - from > 1_000_000 && Math.floor(last / 1_000_000) > Math.floor((first - 1) / 1_000_000))
      console.error(`postgresql: ${last + 1} of ${to} roles are there`);
  }
  await bulk.query('ANALYZE');
}

/** Makes the splits of roles by writing the last that each can have; nothing here comes near it. */
async function makeSplits(store: Store, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
  for (let split = splitOf(from); split <= splitOf(to); split++) {
    const number = (split + 1) * role.rowsPerSplit - 2;
    const roleId = roleIdOf({ serverId: SERVER_ID, number: ROLE_NUMBER_FIRST + number });
    if ((await store.table(role).get(roleId)) === null) await createRoles(store, { first: number, count: 1 });
  }
}

function splitOf(number: number): number {
  return Math.floor((number + 1) / role.rowsPerSplit);
}

async function measureAt(
  store: Store,
  url: string,
  options: PostgresBenchOptions & { readonly size: number },
): Promise<{ readonly figures: Readonly<Record<string, unknown>>; readonly created: number }> {
  const { rounds, roles, size } = options;
  const floor = await PostgresFloor.open(url);
  const create: Contest[] = [];
  let next = size;
  // What is written has its split: that one is not made while it is measured.
  await makeSplits(store, { from: size, to: size + rounds * roles * 2 + SINGLE_CALLS });
  for (let round = 0; round < rounds; round++) {
    const floorRate = await rate(roles, () => floor.write({ first: next, count: roles, group: CALLERS }));
    next += roles;
    const storeRate = await rate(roles, () => createRoles(store, { first: next, count: roles }));
    next += roles;
    if (round > 0 || rounds === 1) create.push({ store: storeRate, floor: floorRate });
  }
  const createMs = await medianMs(Math.min(roles, SINGLE_CALLS), () => createRoles(store, { first: next++, count: 1 }));
  await floor.close();
  const reads = await measureReads(store, url, options);
  return { figures: { create: { ...figuresOf(create), oneMs: createMs }, ...reads }, created: next - size };
}

async function measureReads(
  store: Store,
  url: string,
  { rounds, roles, size }: PostgresBenchOptions & { readonly size: number },
): Promise<Readonly<Record<string, unknown>>> {
  const raw = await RawReaders.open(url);
  const numberAt = (at: number) => (at * 7_919 + 13) % size;
  const idAt = (at: number) => roleIdOf({ serverId: SERVER_ID, number: ROLE_NUMBER_FIRST + numberAt(at) });
  const readOne = (at: number) => store.table(role).get(idAt(at));
  const listOne = (at: number) => store.table(accountRole).list({ account: `account-${numberAt(at)}`, serverId: 1 });
  const read: Contest[] = [];
  const list: Contest[] = [];
  for (let round = 0; round < rounds; round++) {
    const one = {
      floor: await rate(roles, () => callers(roles, (at) => raw.read(idAt(at)))),
      store: await rate(roles, () => callers(roles, readOne)),
    };
    const two = {
      floor: await rate(roles, () => callers(roles, (at) => raw.list(`account-${numberAt(at)}`))),
      store: await rate(roles, () => callers(roles, listOne)),
    };
    if (round > 0 || rounds === 1) {
      read.push(one);
      list.push(two);
    }
  }
  await raw.close();
  const calls = Math.min(roles, SINGLE_CALLS);
  return {
    read: { ...figuresOf(read), oneMs: await medianMs(calls, readOne) },
    list: { ...figuresOf(list), oneMs: await medianMs(calls, listOne) },
  };
}

/** Raw reads by primary key: prepared statements of the driver, pipelined, over as many connections as the store reads with. */
class RawReaders {
  readonly #clients: readonly pg.Client[];
  #next = 0;

  private constructor(clients: readonly pg.Client[]) {
    this.#clients = clients;
  }

  static async open(url: string): Promise<RawReaders> {
    const clients = Array.from({ length: READERS }, () => {
      // Statements go out without waiting for those before; the driver's types do not know of it.
      const config: pg.ClientConfig & { readonly pipeline: boolean } = { connectionString: url, pipeline: true };
      return new pg.Client(config).on('error', () => {});
    });
    for (const client of clients) await client.connect();
    return new RawReaders(clients);
  }

  read(roleId: bigint): Promise<unknown> {
    const split = Math.floor((Number(roleId) - 60_000_000) / role.rowsPerSplit);
    const text = `SELECT role_id, account, name, level, hp, map_id, exp FROM role_1_${split} WHERE role_id = $1`;
    return this.#client().query({ name: `read_${split}`, text, values: [String(roleId)], rowMode: 'array' });
  }

  list(account: string): Promise<unknown> {
    const text = 'SELECT account, server_id, role_id FROM account_role WHERE account = $1 AND server_id = $2';
    return this.#client().query({ name: 'list', text, values: [account, '1'], rowMode: 'array' });
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client.end();
  }

  #client(): pg.Client {
    return this.#clients[this.#next++ % this.#clients.length] as pg.Client;
  }
}

async function sizeOf(bulk: pg.Client): Promise<number> {
  const { rows } = await bulk.query<{ readonly rows: string }>(
    'SELECT sum(reltuples)::bigint AS rows FROM pg_class WHERE relkind = $1 AND relnamespace = current_schema()::regnamespace',
    ['r'],
  );
  return Number(rows[0]?.rows);
}
