// Door of the module of bans.
export type { Mute } from './ban-book.ts';
export { BanBook } from './ban-book.ts';
export { banBook, bansModule } from './bans.module.ts';
export { bansTables } from './bans.tables.ts';
