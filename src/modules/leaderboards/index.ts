// Door of the module of leaderboards.
export type { BoardCaller, BoardOptions, ClosedSeason, RankedPlace } from './board.ts';
export type { BoardPage, Recorded } from './leaderboard.ts';
export { leaderboard } from './leaderboard.ts';
export { leaderboardsModule } from './leaderboards.module.ts';
export { Leaderboards, leaderboards } from './leaderboards.ts';
export { RankedList } from './ranked-list.ts';
