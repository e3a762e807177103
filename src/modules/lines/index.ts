// Door of the lines module.
export { LineBoard } from './line-board.ts';
export { MapChangeFailedS2c, RoleChangeLineC2s } from './lines.messages.ts';
export { lineBoard, linesModule, worldRoles } from './lines.module.ts';
export { gameMap, linesTables } from './lines.tables.ts';
export { WorldRoles } from './world-roles.ts';
