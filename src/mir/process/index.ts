// Door of the Mir processes: each server and gate put together from a configuration, and all four in one process.
export { importMir } from './import-mir.ts';
export type { MirPart } from './mir-parts.ts';
export { MIR_PARTS } from './mir-parts.ts';
export { startMir } from './start-mir.ts';
export type { MirDbServerStatus } from './start-mir-db.ts';
export { startMirDb } from './start-mir-db.ts';
export type { MirGateServerStatus } from './start-mir-gate.ts';
export { startMirGate } from './start-mir-gate.ts';
export type { LoginSrvServerStatus } from './start-mir-loginsrv.ts';
export { listedServers, startLoginSrv } from './start-mir-loginsrv.ts';
