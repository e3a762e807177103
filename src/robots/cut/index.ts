// Door of the cut room: a network that takes connections away, and when.
export type { CutKind } from './cut-kinds.ts';
export { CUT_KINDS } from './cut-kinds.ts';
export { CutSchedule } from './cut-schedule.ts';
export type { CutOwner } from './cutting-io.ts';
export { CuttingIo } from './cutting-io.ts';
export { CUTS_PER_SECOND_MAX, PICKS_MAX } from './limits.ts';
