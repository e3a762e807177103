// Door of the SQLite body: one file and one thread.
export { sqliteBody } from './open-sqlite.ts';
