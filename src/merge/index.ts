// Door of the merge layer: the store of one server into that of another.
export { MERGE_WORK } from './merge.procedures.ts';
export type { MergeOptions } from './merge.ts';
export { mergeStores } from './merge.ts';
export type { MergeErrorCode } from './merge-error.ts';
export { MergeError } from './merge-error.ts';
export type { MergeReport } from './merge-report.ts';
export type { MergeRules } from './merge-rules.ts';
