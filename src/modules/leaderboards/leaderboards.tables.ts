// The places of boards, in memory while the board is awake, and the number of its present season.
import { bigint, defineTable, integer, text } from '../../store/index.ts';

const place = defineTable({
  name: 'leaderboard_place',
  kind: 'actor',
  owner: text(),
  columns: { season: integer(), roleId: bigint(), score: bigint(), atMs: integer() },
  key: ['season', 'roleId'],
});

const season = defineTable({
  name: 'leaderboard_season',
  kind: 'actor',
  owner: text(),
  columns: { season: integer() },
});

export const leaderboardTables = { place, season };
