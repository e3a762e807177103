// Door of the module of game masters.
export { gmModule } from './gm.module.ts';
export type { GameMaster, GmCommand } from './gm-commands.ts';
export { GmCommands, gmCommands, numberOf } from './gm-commands.ts';
