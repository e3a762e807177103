// Door of the server layer: a whole server from a configuration.
export type { LiveFlush } from './live-flush.ts';
export type { Server, ServerOptions, ServerParts } from './server.ts';
export { openServerStore, startServer } from './server.ts';
export type { Drained, ListedCommand, Status } from './server-commands.ts';
export type { Predecessor } from './succession.ts';
export type { Successor, SuccessorOptions } from './upgrade.ts';
export { descriptorsOf } from './upgrade.ts';
