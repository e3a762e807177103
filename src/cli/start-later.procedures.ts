// What a ready server loads where its database is: SQLite has a thread of its own.
import { loadLibrary } from '../base/index.ts';
import { defineProcedure } from '../store/index.ts';

export const loadQueryBuilder = defineProcedure(import.meta.url, 'loadQueryBuilder', async () => {
  loadLibrary('kysely');
});
