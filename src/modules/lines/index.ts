// Door of the lines module.
export type { LineLoad, LineOptions } from './line-board.ts';
export { LINE_OPTIONS, LineBoard } from './line-board.ts';
export { MapChangeFailedS2c, RoleChangeLineC2s } from './lines.messages.ts';
export type { LinesDependencies } from './lines.module.ts';
export { createLinesModule, MAP_FAILURE } from './lines.module.ts';
export { gameMap, linesTables } from './lines.tables.ts';
export { WorldRoles } from './world-roles.ts';
