import { sqliteBody } from '../../store/sqlite/index.ts';
import { openPurgeStore, purgeConformance } from './purge.fixture.ts';

purgeConformance('SQLite', () => openPurgeStore(sqliteBody({ at: 'memory' })));
