// Door of names: which texts may be names, and when two names are the same. It loads no server.
export { NAME_LENGTH_MAX_MAX } from './limits.ts';
export { NAME_FAILURES } from './name-failure.ts';
export { nameKey } from './name-key.ts';
export type { NameVerdict } from './name-rules.ts';
export { NameRules } from './name-rules.ts';
