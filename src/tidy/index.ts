// Door of tidy, which checks the style. Only `scripts/tidy.ts` uses it: no part of a running server.
export { formatFinding } from './finding.ts';
export { formatMeasures } from './measures.ts';
export { readRepository } from './repository-system.ts';
export { tidy } from './tidy.ts';
