// Door of the lines module.
export type { LineLoad, LineMove, LineRequest, LineRules } from './line-board.ts';
export { LineBoard } from './line-board.ts';
export type { CompanionFinder } from './line-companions.ts';
export { LineCompanions, lineCompanions } from './line-companions.ts';
export type { JoinRequest, LineCaller, LineDesk } from './line-desk.ts';
export { lineDesk } from './line-desk.ts';
export type { LineMover, MapLineMove } from './line-moves.ts';
export { LineMoves, lineMoves } from './line-moves.ts';
export type { ListPlayers, PlayerOnLine } from './line-players.ts';
export { LinePlayers, linePlayers } from './line-players.ts';
export { lineRooms } from './line-rooms.ts';
export { MapChangeFailedS2c, PlayerSelectRoleC2s, RoleChangeLineC2s } from './lines.messages.ts';
export { linesModule } from './lines.module.ts';
export { gameMap, linesTables } from './lines.tables.ts';
export type { GameMaps, JoinAnswer } from './map-lines.ts';
export { gameMaps, mapLines } from './map-lines.ts';
