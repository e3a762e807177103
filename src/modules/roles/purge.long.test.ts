import { after } from 'node:test';
import { postgresBody } from '../../store/postgres/index.ts';
import { TestDatabase } from '../../store/postgres/postgres.fixture.ts';
import { openPurgeStore, purgeConformance } from './purge.fixture.ts';

const database = await TestDatabase.create('purge');
after(() => database?.drop());

if (database !== null)
  purgeConformance('PostgreSQL', async () => openPurgeStore(postgresBody({ url: await database.freshUrl() })));
