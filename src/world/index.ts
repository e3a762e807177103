// Door of the world layer: the things of a map, what each viewer of the map is sent, and whether a client may have moved as it says.
// Pure: no sockets, no messages, no clock. The caller says when, and encodes.

export type { FanOutOptions, Frame, Range, Sink } from './fan-out.ts';
export { FanOut } from './fan-out.ts';
export type { Encoder } from './flush-records.ts';
export type { FramePlan, Runs } from './frame-plan.ts';
export type { GridOptions } from './grid.ts';
export { Grid } from './grid.ts';
export { CELLS_MAX } from './limits.ts';
export { Looks } from './looks.ts';
export type { MoveRules, MoveState, MoveSuspicion, MoveVerdict } from './move-check.ts';
export { checkMove, startMoves, teleported } from './move-check.ts';
