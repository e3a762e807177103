// Door of the archives: backups of a server's store, and what of them a restore or a check compares.
export { archiveCheckOf, othersOf } from './archived-tables.ts';
export { backUpStore } from './store-backup-node.ts';
