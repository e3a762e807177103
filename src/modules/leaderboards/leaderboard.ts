// One board. The rows are the truth; the order is made anew when the board wakes, and again when an answer shows that it differs: a commit
// that the disk refused undoes rows but not memory. A season ends with a new number in one row. The places of the one before stay readable
// as far as the setting says; all others are deleted in portions.
import { defineActor, type SelfOf, serverFacts } from '../../actor/index.ts';
import { isRoleId, type Row, text } from '../../store/index.ts';
import { type Board, type ClosedSeason, compareFor, nextReset, type RankedPlace, scoreAfter } from './board.ts';
import { BOARD_IDLE_MS, DELETE_NEXT_MS, DELETED_AT_ONCE_MAX, PAGE_MAX } from './leaderboard-limits.ts';
import { leaderboardsSettings } from './leaderboards.settings.ts';
import { leaderboardTables } from './leaderboards.tables.ts';
import { leaderboards } from './leaderboards.ts';
import { RankedList } from './ranked-list.ts';

type PlaceRow = Row<typeof leaderboardTables.place>;

interface BoardState {
  order: RankedList<PlaceRow>;
  /** Of the season before, in order. */
  former: readonly PlaceRow[];
  /** Of seasons before, to be deleted. */
  leftovers: PlaceRow[];
}

const kind = defineActor({
  name: 'leaderboards',
  key: text(),
  tables: leaderboardTables,
  settings: leaderboardsSettings,
  alarms: ['reset', 'close'],
  idleMs: BOARD_IDLE_MS,
  state: (): BoardState => ({
    order: new RankedList<PlaceRow>(compareFor({ order: 'high' })),
    former: [],
    leftovers: [],
  }),
});
type BoardSelf = SelfOf<typeof kind>;

interface Asked {
  readonly roleId: bigint;
  readonly count: number;
  readonly isFormer: boolean;
}

export interface BoardPage {
  readonly season: number;
  readonly total: number;
  /** Null when the role has no place. */
  readonly own: RankedPlace | null;
  readonly places: readonly RankedPlace[];
}

export interface Recorded {
  /** 0: the board is full, and the score is below all of it. */
  readonly rank: number;
  readonly score: bigint;
}

export const leaderboard = kind
  .hook('started', (self) => {
    const board = boardOf(self);
    if (board === null) return;
    load(self, board);
    armReset(self, board, self.clock.wallMs());
    deleteLater(self);
  })
  .on(
    'record',
    (
      self,
      { roleId, score }: { readonly roleId: bigint; readonly score: bigint },
    ): Recorded | 'no-board' | 'malformed' => {
      const board = boardOf(self);
      if (board === null) return 'no-board';
      if (!isRoleId(roleId)) return 'malformed';
      const season = seasonOf(self);
      const before = self.rows.place.get(season, roleId);
      const next = scoreAfter(board, before?.score ?? null, score);
      if (next === 'malformed') return next;
      if (next === null)
        return before === null ? 'malformed' : { rank: self.state.order.rankOf(before), score: before.score };
      return place(self, board, { before, row: { season, roleId, score: next, atMs: self.clock.wallMs() } });
    },
  )
  /** False when the role had no place. */
  .on('remove', (self, { roleId }: { readonly roleId: bigint }): boolean => {
    const row = self.rows.place.get(seasonOf(self), roleId);
    const { former } = self.state;
    const formerRow = former.find((each) => each.roleId === roleId);
    if (formerRow !== undefined) self.rows.place.delete(formerRow.season, roleId);
    if (row !== null) self.rows.place.delete(row.season, roleId);
    if (formerRow !== undefined) self.state.former = former.filter((each) => each !== formerRow);
    if (row !== null) self.state.order.remove(row);
    return row !== null || formerRow !== undefined;
  })
  .on('page', (self, { from, ...asked }: Asked & { readonly from: number }): BoardPage | 'no-board' => {
    const board = boardOf(self);
    return board === null ? 'no-board' : pageOf(self, board, { ...asked, from: () => from });
  })
  .on('around', (self, asked: Asked): BoardPage | 'no-board' => {
    const board = boardOf(self);
    const half = Math.floor(countOf(asked) / 2);
    const from = (own: RankedPlace | null): number => (own === null ? 0 : Math.max(1, own.rank - half));
    return board === null ? 'no-board' : pageOf(self, board, { ...asked, from });
  })
  /** Ends the season now. */
  .on('reset', async (self): Promise<number | 'no-board'> => {
    const board = boardOf(self);
    if (board === null) return 'no-board';
    return endSeason(self, board);
  })
  .alarm('reset', async (self, { at }) => {
    const board = boardOf(self);
    if (board === null || board.reset === 'never') return;
    // A clock that was set back does not end the same season again.
    armReset(self, board, Math.max(self.clock.wallMs(), at.getTime()));
    await endSeason(self, board);
  })
  .alarm('close', async (self) => {
    const board = boardOf(self);
    const season = seasonOf(self) - 1;
    const closed: ClosedSeason = { board: self.key, season, places: self.state.former.map(ranked) };
    if (board?.closed !== undefined && season > 0) await board.closed(self, closed);
  });

function boardOf(self: BoardSelf): Board | null {
  return self.use(leaderboards).find(self.key);
}

function seasonOf({ rows }: BoardSelf): number {
  return rows.season.get()?.season ?? 1;
}

function ranked({ roleId, score }: PlaceRow, index: number): RankedPlace {
  return { rank: index + 1, roleId, score };
}

function countOf({ count }: Pick<Asked, 'count'>): number {
  return Math.min(Math.max(count, 1), PAGE_MAX);
}

/** Makes the order of the rows. */
function load(self: BoardSelf, board: Board): void {
  const season = seasonOf(self);
  const compare = compareFor(board);
  const rows = self.rows.place.list();
  const former = rows.filter((row) => row.season === season - 1).sort(compare);
  const kept = former.slice(0, self.settings.formerMax);
  const older = rows.filter((row) => row.season < season - 1);
  self.state = {
    order: new RankedList(compare, rows.filter((row) => row.season === season).sort(compare)),
    former: kept,
    leftovers: [...older, ...former.slice(kept.length)],
  };
}

interface Change {
  readonly before: PlaceRow | null;
  readonly row: Omit<PlaceRow, 'owner'>;
}

/** Gives a role its place. When the board is full, the last one loses its own. */
function place(self: BoardSelf, board: Board, { before, row }: Change): Recorded {
  const { order } = self.state;
  const { season, roleId, score, atMs } = row;
  const last = before === null && order.count >= self.settings.placesMax ? order.last() : null;
  if (last !== null && compareFor(board)(row, last) > 0) return { rank: 0, score };
  if (last !== null) self.rows.place.delete(last.season, last.roleId);
  self.rows.place.upsert({ season, roleId, score, atMs });
  const placed = self.rows.place.get(season, roleId);
  if (placed === null) return { rank: 0, score };
  // Memory is changed last, when nothing can throw any more.
  if (last !== null) order.remove(last);
  if (before !== null && !order.remove(before)) load(self, board);
  self.state.order.insert(placed);
  return { rank: self.state.order.rankOf(placed), score };
}

function pageOf(
  self: BoardSelf,
  board: Board,
  asked: Asked & { readonly from: (own: RankedPlace | null) => number },
): BoardPage {
  const season = seasonOf(self);
  if (asked.isFormer) {
    const places = self.state.former.map(ranked);
    const own = places.find(({ roleId }) => roleId === asked.roleId) ?? null;
    const from = asked.from(own);
    const page = from < 1 ? [] : places.slice(from - 1, from - 1 + countOf(asked));
    return { season: season - 1, total: places.length, own, places: page };
  }
  const row = self.rows.place.get(season, asked.roleId);
  const own = row === null ? null : ranked(row, self.state.order.rankOf(row) - 1);
  const from = asked.from(own);
  const page = self.state.order.slice(from, countOf(asked));
  if (!page.every((each) => isAsStored(self, each))) {
    load(self, board);
    return pageOf(self, board, asked);
  }
  const places = page.map((each, index) => ranked(each, from - 1 + index));
  return { season, total: self.state.order.count, own, places };
}

/** Whether memory says what the rows say. */
function isAsStored(self: BoardSelf, { season, roleId, score, atMs }: PlaceRow): boolean {
  const row = self.rows.place.get(season, roleId);
  return row !== null && row.score === score && row.atMs === atMs;
}

/** The number of the new season. */
async function endSeason(self: BoardSelf, board: Board): Promise<number> {
  const season = seasonOf(self) + 1;
  self.rows.season.upsert({ season });
  if (board.closed !== undefined) self.alarms.set('close', { inMs: 0 });
  // Memory is not undone when the disk refuses the change: it is changed when that is durable.
  await self.commit();
  load(self, board);
  deleteLater(self);
  return season;
}

function armReset(self: BoardSelf, board: Board, afterMs: number): void {
  const { resetAt, resetWeekday } = self.settings;
  const { timeZone } = self.use(serverFacts);
  const present = self.alarms.get('reset')?.getTime() ?? null;
  const nextMs = nextReset(board, { resetAt, resetWeekday, timeZone }, afterMs);
  if (nextMs === null) {
    if (present !== null) self.alarms.clear('reset');
    return;
  }
  // One that is due runs first.
  if (present === nextMs || (present !== null && present <= afterMs && present !== afterMs)) return;
  self.alarms.set('reset', new Date(nextMs));
}

function deleteLater(self: BoardSelf): void {
  if (self.state.leftovers.length > 0) self.after(DELETE_NEXT_MS, deleteSome);
}

function deleteSome(self: BoardSelf): void {
  const portion = self.state.leftovers.slice(-DELETED_AT_ONCE_MAX);
  for (const { season, roleId } of portion) self.rows.place.delete(season, roleId);
  self.state.leftovers = self.state.leftovers.slice(0, -portion.length);
  deleteLater(self);
}
