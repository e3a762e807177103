// The lines of one map as an actor, so that each map has its own and no one has all. It keeps a `LineBoard` in memory: roles that play
// are its members and leave their line when they leave the game; a role that nobody plays yet has a place for some seconds. When it
// has lost its memory, it asks the maps who is there.
import { ActorError, defineActor, defineOffer, type Self } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import { integer, type Row } from '../../store/index.ts';
import { KeptPlaces } from './kept-places.ts';
import { LineBoard, type LineLoad, type LineRequest, type LineState } from './line-board.ts';
import {
  LINES_INBOX_MAX,
  LINES_TICK_MS,
  LISTED_MAX,
  MAP_PLAYERS_MAX,
  MOVES_AT_ONCE_MAX,
  ROLES_ON_MAX,
} from './line-limits.ts';
import { lineMoves } from './line-moves.ts';
import { linePlayers } from './line-players.ts';
import { type LineSettings, lineRulesOf, lineSettings } from './line-settings.ts';
import { closedLine, type gameMap } from './lines.tables.ts';

/** The designers' maps. */
export interface GameMaps {
  find(mapId: number): Row<typeof gameMap> | null;
}
export const gameMaps = defineOffer<GameMaps>('maps');

/** Maps of which somebody asked for the lines in this process, and that have not gone to sleep. For operators. */
export const awakeLines = defineOffer<Set<number>>('awake-lines');

export type JoinAnswer = { readonly lineId: number } | 'full' | 'no-such-line' | 'no-such-map';

export interface LineReport {
  readonly lineId: number;
  readonly players: number;
  readonly state: LineState | null;
}

interface LinesState {
  /** Null until it has started. */
  board: LineBoard | null;
  readonly kept: KeptPlaces;
}

const tables = { closedLine };
type LinesSelf = Self<number, typeof tables, LinesState, never, LineSettings>;

export const mapLines = defineActor({
  name: 'lines',
  key: integer(),
  tables,
  settings: lineSettings,
  state: (): LinesState => ({ board: null, kept: new KeptPlaces() }),
  inboxMax: LINES_INBOX_MAX,
  membersMax: MAP_PLAYERS_MAX,
})
  .hook('started', (self) => {
    const board = new LineBoard(lineRulesOf(self.settings));
    for (const { lineId } of self.rows.closedLine.list()) board.setClosed(lineId, true);
    self.state.board = board;
    for (const { roleId, lineId } of self.use(linePlayers).on(self.key)) {
      if (addMember(self, roleId) && self.members.has(roleId)) board.restore(roleId, lineId);
    }
    self.use(awakeLines).add(self.key);
  })
  .hook('stopping', (self) => void self.use(awakeLines).delete(self.key))
  .hook('left', (self, roleId) => {
    // It may be here again by now, or not yet: then its place is kept.
    if (!self.members.has(roleId) && !self.state.kept.has(roleId)) boardOf(self).leave(roleId);
  })
  /** The role's line from now on; a role that comes again is counted once. */
  .on('join', (self, request: LineRequest): JoinAnswer => {
    const { roleId } = request;
    const board = boardOf(self);
    if (self.use(gameMaps).find(self.key) === null) return 'no-such-map';
    if (!addMember(self, roleId)) return 'full';
    const answer = board.join(request);
    if (typeof answer === 'number' || board.lineOf(roleId) !== null) keepPlace(self, roleId);
    else self.members.remove(roleId);
    return typeof answer === 'number' ? { lineId: answer } : answer;
  })
  .on('leave', (self, { roleId }: { readonly roleId: bigint }) => {
    self.state.kept.remove(roleId);
    self.members.remove(roleId);
    boardOf(self).leave(roleId);
  })
  /** What a client is shown, and the lines that it is not shown. */
  .on('loads', (self): { readonly lines: readonly LineLoad[] } => ({ lines: boardOf(self).loads() }))
  /** The first so many roles on a line above `after`, by their ids: a map that was started again finds its roles. */
  .on('rolesOn', (self, { lineId, after = 0n }: { readonly lineId: number; readonly after?: bigint }) =>
    boardOf(self).rolesOn(lineId, { after, countMax: ROLES_ON_MAX }),
  )
  /** By an operator. It holds until the opposite. */
  .on('setClosed', (self, { lineId, isClosed }: { readonly lineId: number; readonly isClosed: boolean }) => {
    const board = boardOf(self);
    if (board.stateOf(lineId) === null) return 'no-such-line';
    if (isClosed) self.rows.closedLine.upsert({ lineId });
    else self.rows.closedLine.delete(lineId);
    board.setClosed(lineId, isClosed);
    return 'done';
  })
  /** For operators: the lines that are not hidden. */
  .on('states', (self): readonly LineReport[] => {
    const board = boardOf(self);
    const states = board.loads().map(({ lineId, players }) => ({ lineId, players, state: board.stateOf(lineId) }));
    return states.filter(({ state }) => state !== 'hidden').slice(0, LISTED_MAX);
  })
  .every(LINES_TICK_MS, (self) => {
    const board = boardOf(self);
    const nowMs = self.clock.monotonicMs();
    for (const roleId of self.state.kept.takeExpired(nowMs)) board.leave(roleId);
    board.beginMerge();
    const moves = self.use(lineMoves);
    if (!moves.hasMover) return;
    for (const move of board.nextMoves({ nowMs, countMax: MOVES_AT_ONCE_MAX }))
      moves.ask(self, { mapId: self.key, ...move });
  });

function boardOf(self: LinesSelf): LineBoard {
  const { board } = self.state;
  assert(board !== null, 'the lines of a map have started');
  return board;
}

/** The hook `left` comes for it, at once when nobody plays it. False when there are too many. */
function addMember(self: LinesSelf, roleId: bigint): boolean {
  try {
    self.members.add(roleId);
    return true;
  } catch (error) {
    if (error instanceof ActorError && error.code === 'actor-busy') return false;
    throw error;
  }
}

/** A role that plays is a member and has its place until it leaves; another has it for some seconds. */
function keepPlace(self: LinesSelf, roleId: bigint): void {
  if (self.members.has(roleId)) self.state.kept.remove(roleId);
  else self.state.kept.keep(roleId, self.clock.monotonicMs());
}
