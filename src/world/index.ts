// Door of the world layer: the things of a map, what each viewer of the map is sent, and whether a client may have moved as it says.
// Pure: no sockets, no messages, no clock. The caller says when, and encodes.

export type { FanOutOptions, Run, Sink } from './fan-out.ts';
export { FanOut } from './fan-out.ts';
export type { Encoder } from './flush-records.ts';
export type { GridOptions } from './grid.ts';
export { Grid } from './grid.ts';
export { Looks } from './looks.ts';
export type { MoveRules, MoveState } from './move-check.ts';
export { checkMove, startMoves, teleported } from './move-check.ts';
