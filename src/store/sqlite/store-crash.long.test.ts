import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { Counters, SeededRandom, silentLogger, systemClock } from '../../base/index.ts';
import { openStore, type Store } from '../front/index.ts';
import {
  conformanceTables,
  createRole,
  map,
  owner,
  role,
  roleItem,
  roleName,
} from '../front/store.conformance-procedures.ts';
import { RoleIdAllocator } from '../role-ids/index.ts';
import { sqliteBody } from './open-sqlite.ts';

const KILLS = 4;
/** Roles that a child creates at once. */
const CALLERS = 16;
/** A child is killed once it has acknowledged a number of roles drawn from this range. */
const ROLES_BEFORE_KILL_MAX = 1_000;

const seed = Number(process.env['SEED'] ?? 7);

const childFile = process.argv[2];
if (childFile === undefined)
  test(`store: killed ${KILLS} times, loses no role it acknowledged (SEED=${seed})`, killAndCheck);
else await createForever(childFile);

async function killAndCheck(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'store-crash-'));
  after(() => rmSync(directory, { recursive: true }));
  const random = new SeededRandom(seed);
  const file = join(directory, 'game.sqlite');
  const acknowledged: bigint[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const ids = await runAndKill(file, random.below(ROLES_BEFORE_KILL_MAX));
    assert.ok(ids.length > 0, 'a killed store opens again without repair');
    acknowledged.push(...ids);
  }
  assert.equal(new Set(acknowledged).size, acknowledged.length, 'no id was issued twice');
  await assertWhole(file, acknowledged);
}

/** Runs a child until it has acknowledged so many roles, kills it, and gives the ids of all that it acknowledged. */
async function runAndKill(file: string, count: number): Promise<bigint[]> {
  const child = spawn(process.execPath, [import.meta.filename, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = await readUntil(child, count);
  return printed.split('\n').slice(1, -1).map(BigInt);
}

async function readUntil(child: ChildProcess, count: number): Promise<string> {
  let printed = '';
  let lines = 0;
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk;
    lines += chunk.split('\n').length - 1;
    // The first line says that it is ready.
    if (lines > count + 1) child.kill('SIGKILL');
  });
  const [code, signal] = await once(child, 'close');
  assert.equal(signal, 'SIGKILL', `the child ended by itself with code ${code}`);
  return printed;
}

async function assertWhole(file: string, acknowledged: readonly bigint[]): Promise<void> {
  const store = await open(file);
  const rows = await Promise.all(
    acknowledged.map(async (roleId) => [
      (await store.table(role).get(roleId))?.name,
      (await store.table(roleItem).list(roleId)).length,
      (await store.table(roleName).get(`name-${roleId}`))?.roleId,
      (await store.table(owner).get(`account-${roleId}`, 1, roleId))?.roleId,
    ]),
  );
  for (const [at, roleId] of acknowledged.entries()) assert.deepEqual(rows[at], [`name-${roleId}`, 2, roleId, roleId]);
  const counts = (await store.splits()).filter((split) => split.table === 'role');
  assert.ok(counts.reduce((sum, split) => sum + split.rows, 0) >= acknowledged.length);
  await store.close();
}

/** The child: creates roles without end and prints the id of each once it is acknowledged. */
async function createForever(file: string): Promise<void> {
  const store = await open(file);
  const ids = new RoleIdAllocator({ store }, { blockSize: 50 });
  async function caller(): Promise<void> {
    for (;;) {
      const roleId = await ids.allocate(1);
      await store.run(createRole, { roleId, account: `account-${roleId}`, name: `name-${roleId}` });
      process.stdout.write(`${roleId}\n`);
    }
  }
  process.stdout.write('ready\n');
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

function open(file: string): Promise<Store> {
  return openStore({
    body: sqliteBody({ at: { file } }),
    tables: conformanceTables,
    serverIds: [1],
    statics: [{ table: map, file: 'map.json', rows: [] }],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
  });
}
