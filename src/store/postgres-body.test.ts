import { after } from 'node:test';
import { Counters, silentLogger, systemClock } from '../base/index.ts';
import { TestDatabase } from './postgres.fixture.ts';
import { type PostgresBodyOptions, postgresBody } from './postgres-body.ts';
import { storeConformance } from './store.conformance.ts';
import { conformanceTables, map } from './store.conformance-procedures.ts';
import { openStore, type Store, type StoreOptions } from './store.ts';

const database = await TestDatabase.create('body');

function open(body: PostgresBodyOptions, options: Partial<StoreOptions> = {}): Promise<Store> {
  return openStore({
    body: postgresBody(body),
    tables: conformanceTables,
    serverIds: [1],
    statics: [{ table: map, file: 'map.json', rows: [] }],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
    ...options,
  });
}

if (database !== null) {
  after(() => database.drop());
  storeConformance('postgresql', { open: async () => open({ url: await database.freshUrl() }) });
}
