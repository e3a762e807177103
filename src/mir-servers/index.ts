// Door of the Mir servers: what stands behind the gates.
export { dbTables } from './character-table.ts';
export type { CharacterRules, DbOptions, DbParts } from './db-options.ts';
export type { DbServerStatus } from './db-server.ts';
export { DbServer } from './db-server.ts';
export type { DenyListFile } from './deny-list.ts';
export { createDenyListFile } from './deny-list-node.ts';
export type { GateClient, GateClientHandler } from './gate-client.ts';
export type { GatePortOptions, GatePortParts, GatePortStatus } from './gate-port.ts';
export { GatePort } from './gate-port.ts';
export type { MirServerErrorCode } from './mir-server-error.ts';
export { MIR_SERVER_ERROR_CODES, MirServerError } from './mir-server-error.ts';
export type { PlayRoute } from './play-routes.ts';
export type { MirSession, SessionDirectory } from './session-directory.ts';
