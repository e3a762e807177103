// The process that the crash test kills: creates roles through the store without end and prints each id once it is
// acknowledged. The line is written before anything else is asked, so that a printed id is an acknowledged one.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { Counters, silentLogger, systemClock } from '../base/index.ts';
import { RoleIdAllocator } from './role-id-allocator.ts';
import { sqliteBody } from './sqlite-body.ts';
import { conformanceTables, createRole, map } from './store.conformance-procedures.ts';
import { openStore } from './store.ts';

const CALLERS = 16;

const store = await openStore({
  body: sqliteBody({ at: { file: process.argv[2] as string } }),
  tables: conformanceTables,
  serverIds: [1],
  statics: [{ table: map, file: 'map.json', rows: [] }],
  clock: systemClock,
  log: silentLogger,
  counters: new Counters(),
});
const ids = new RoleIdAllocator({ store }, { blockSize: 50 });
writeSync(1, 'ready\n');
await Promise.all(Array.from({ length: CALLERS }, createForever));

async function createForever(): Promise<void> {
  for (;;) {
    const roleId = await ids.allocate(1);
    await store.run(createRole, { roleId, account: `account-${roleId}`, name: `name-${roleId}` });
    writeSync(1, `${roleId}\n`);
  }
}
