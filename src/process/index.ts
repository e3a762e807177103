// Door of the process layer: what every process of jadegate is put together with. It knows no game and no protocol.
export type { Command, Commands } from './commands.ts';
export { openCommands } from './commands.ts';
export { keepDataPrivate, watchPlaces } from './data-place-node.ts';
export { shareOf } from './descriptors.ts';
export { keepHeapSmall } from './heap-node.ts';
export { ownPid } from './own-pid-node.ts';
export { failureOf, openProcessStore } from './process-store.ts';
export type { Runtime, RuntimeOptions } from './runtime.ts';
export { startProcess } from './runtime.ts';
export type { StrayError } from './stray-error.ts';
export { isGamesError } from './stray-error.ts';
