// The lines of one map as an actor, so that each map has its own and no one has all. It keeps a `LineBoard` in memory. Roles on a line are
// its members, and leave the line when they leave the game. When it has lost its memory, it asks the maps who is there. Each process has
// its own lines of a map, with the roles that it plays.
import { ActorError, defineActor, defineOffer, type Self } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import { integer, type Row } from '../../store/index.ts';
import { closedLines } from './closed-lines.ts';
import { LineBoard, type LineLoad, type LineRequest, type LineState } from './line-board.ts';
import {
  LINES_INBOX_MAX,
  LINES_TICK_MS,
  LISTED_MAX,
  MAP_PLAYERS_MAX,
  MOVES_AT_ONCE_MAX,
  RESERVED_MS_MAX,
  ROLES_ON_MAX,
} from './line-limits.ts';
import { lineMoves } from './line-moves.ts';
import { linePlayers } from './line-players.ts';
import { lineRooms } from './line-rooms.ts';
import { type LineSettings, lineRulesOf, lineSettings } from './line-settings.ts';
import type { gameMap } from './lines.tables.ts';

/** The designers' maps. */
export interface GameMaps {
  find(mapId: number): Row<typeof gameMap> | null;
}
export const gameMaps = defineOffer<GameMaps>('maps');

/** Maps of which somebody asked for the lines in this process, and that have not gone to sleep. For operators. */
export const awakeLines = defineOffer<Set<number>>('awake-lines');

/** `not-played`: no session has the role now; the one that asked has ended. */
export type JoinAnswer = { readonly lineId: number } | 'full' | 'no-such-line' | 'no-such-map' | 'not-played';

export interface LineReport {
  readonly lineId: number;
  readonly players: number;
  readonly state: LineState | null;
}

interface LinesState {
  /** Null until it has started. */
  board: LineBoard | null;
  /** Of the closed lines that the board knows. */
  closedVersion: number;
  /** Places that are kept for roles that waited and do not play yet, and until when. */
  readonly reserved: Map<bigint, number>;
}

type LinesSelf = Self<number, Record<never, never>, LinesState, never, LineSettings>;

export const mapLines = defineActor({
  name: 'lines',
  key: integer(),
  inEachProcess: true,
  settings: lineSettings,
  state: (): LinesState => ({ board: null, closedVersion: 0, reserved: new Map() }),
  inboxMax: LINES_INBOX_MAX,
  membersMax: MAP_PLAYERS_MAX,
})
  .hook('started', (self) => {
    const board = new LineBoard(lineRulesOf(self.settings));
    self.state.board = board;
    followOperators(self, board);
    for (const { roleId, lineId } of self.use(linePlayers).on(self.key)) {
      if (addMember(self, roleId) && self.members.has(roleId)) board.restore(roleId, lineId);
    }
    self.use(awakeLines).add(self.key);
  })
  .hook('stopping', (self) => void self.use(awakeLines).delete(self.key))
  .hook('left', (self, roleId) => {
    // It may be here again by now.
    if (!self.members.has(roleId)) boardOf(self).leave(roleId);
  })
  /** The role's line from now on; a role that comes again is counted once. */
  .on('join', (self, request: LineRequest): JoinAnswer => {
    const { roleId } = request;
    const board = boardOf(self);
    if (self.use(gameMaps).find(self.key) === null) return 'no-such-map';
    // Whoever waits comes first.
    const isNew = board.lineOf(roleId) === null;
    if (isNew && self.use(lineRooms).isWaiting(self.key)) return 'full';
    self.state.reserved.delete(roleId);
    if (!addMember(self, roleId)) return 'full';
    if (!self.members.has(roleId)) return 'not-played';
    const answer = board.join(request);
    if (board.lineOf(roleId) === null) self.members.remove(roleId);
    return typeof answer === 'number' ? { lineId: answer } : answer;
  })
  .on('leave', (self, { roleId }: { readonly roleId: bigint }) => {
    self.members.remove(roleId);
    boardOf(self).leave(roleId);
  })
  /** What a client is shown, and the lines that it is not shown. */
  .on('loads', (self): { readonly lines: readonly LineLoad[] } => ({ lines: boardOf(self).loads() }))
  /** The first so many roles on a line above `after`, by their ids: a map that was started again finds its roles. */
  .on('rolesOn', (self, { lineId, after = 0n }: { readonly lineId: number; readonly after?: bigint }) =>
    boardOf(self).rolesOn(lineId, { after, countMax: ROLES_ON_MAX }),
  )
  /** For operators. Null: there is no such line. */
  .on('stateOf', (self, { lineId }: { readonly lineId: number }): LineState | null => {
    const board = boardOf(self);
    followOperators(self, board);
    return board.stateOf(lineId);
  })
  /** For operators: the lines that are not hidden. */
  .on('states', (self): readonly LineReport[] => {
    const board = boardOf(self);
    const states = board.loads().map(({ lineId, players }) => ({ lineId, players, state: board.stateOf(lineId) }));
    return states.filter(({ state }) => state !== 'hidden').slice(0, LISTED_MAX);
  })
  .every(LINES_TICK_MS, (self) => {
    const board = boardOf(self);
    followOperators(self, board);
    board.beginMerge();
    const nowMs = self.clock.monotonicMs();
    callWaiting(self, board, nowMs);
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

/** Reserves free places for those that wait, and gives back those of roles that did not come. */
function callWaiting(self: LinesSelf, board: LineBoard, nowMs: number): void {
  const { reserved } = self.state;
  for (const [roleId, untilMs] of reserved) {
    if (untilMs > nowMs) continue;
    reserved.delete(roleId);
    if (!self.members.has(roleId)) board.leave(roleId);
  }
  self.use(lineRooms).call(self.key, nowMs, (request) => {
    if (typeof board.join(request) !== 'number') return false;
    reserved.set(request.roleId, nowMs + RESERVED_MS_MAX);
    return true;
  });
}

/** Closes and opens lines as the operators' table says, where the board does not know it yet. */
function followOperators(self: LinesSelf, board: LineBoard): void {
  const operators = self.use(closedLines);
  if (self.state.closedVersion === operators.version) return;
  self.state.closedVersion = operators.version;
  const closed = operators.of(self.key);
  for (const { lineId } of board.loads()) board.setClosed(lineId, closed.has(lineId));
}

/** It is a member until it leaves; one that nobody plays leaves at once. False when there are too many. */
function addMember(self: LinesSelf, roleId: bigint): boolean {
  try {
    self.members.add(roleId);
    return true;
  } catch (error) {
    if (error instanceof ActorError && error.code === 'actor-busy') return false;
    throw error;
  }
}
