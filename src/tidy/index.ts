// Door of tidy, the executable style. Used by `scripts/tidy.ts` only: no part of a running server.
export type { TextFile } from './code-file.ts';
export { type Finding, formatFinding } from './finding.ts';
export { formatMeasures, type Measures } from './measures.ts';
export { readRepository, writeRatchet } from './repository-system.ts';
export { RATCHET_PATH, type Ratchet } from './rule-sizes.ts';
export { type Report, type Repository, tidy } from './tidy.ts';
