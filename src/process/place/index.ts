// Door of a store's place, for commands that open a store and are no server.
export type { StoreSettings } from './store-place.ts';
export { bodyOf, journalDirectoryOf, storeLocation } from './store-place.ts';
