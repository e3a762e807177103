// Door of the lock by which one process at a time has a database file or a journal.
export { StoreLock } from './store-lock-node.ts';
