// Door of the Mir settings: the section `mir` of the configuration.
export { recordsEndpoint } from './dbsrv-schema.ts';
export type { LoginSrvSettings } from './loginsrv-schema.ts';
export type { MirGateSettings } from './mir-schema.ts';
export { mirSchema } from './mir-schema.ts';
export { parseEndpoint } from './setting-parts.ts';
