// Door of the lines module.
export { LineBoard } from './line-board.ts';
export { MapChangeFailedS2c, PlayerSelectRoleC2s, RoleChangeLineC2s } from './lines.messages.ts';
export { lineBoard, linesModule } from './lines.module.ts';
export { gameMap, linesTables } from './lines.tables.ts';
