// Who is on which line of one map, and which line a newcomer gets. Rules alone: no clock, no messages, no actor. A role is on one line
// at most. Nobody is put on a line beyond its hard cap, with one exception: a role that is there already, when the board was lost.
//
//   a dynamic line:  hidden ─all others beyond the soft cap─▶ open ─few players, room elsewhere─▶ merging ─empty─▶ hidden
import { assert } from '../../base/index.ts';
import { COMPANY_MAX, MOVE_RETRY_MS } from './line-limits.ts';

export interface LineRules {
  /** Lines that are always there. Lines are numbered from 1, these first. */
  readonly count: number;
  /** Lines that open by themselves. */
  readonly dynamicMax: number;
  /** Newcomers without a wish join others on a line with fewer players, so that they meet; 0 = never. */
  readonly gatherBelow: number;
  /** From so many players on, a newcomer without a wish gets another line. */
  readonly playersSoftMax: number;
  readonly playersMax: number;
  /** A dynamic line with fewer players is merged into others where they have room; 0 = never. */
  readonly mergeBelow: number;
}

export interface LineLoad {
  readonly lineId: number;
  readonly players: number;
  /** Whether clients are not shown it. */
  readonly isHidden: boolean;
}

export type LineState = 'open' | 'hidden' | 'merging' | 'closed';

export interface LineRequest {
  readonly roleId: bigint;
  /** 0, and whatever is no line: no wish. */
  readonly wish: number;
  /** Only the wish will do. */
  readonly mustBe?: boolean;
  /** Roles that it wants to be with. */
  readonly company?: readonly bigint[];
}

export interface LineMove {
  readonly roleId: bigint;
  readonly fromLineId: number;
  readonly toLineId: number;
}

interface Line {
  readonly id: number;
  readonly isDynamic: boolean;
  /** Of a dynamic line. A fixed one is always open. */
  stage: 'open' | 'hidden' | 'merging';
  /** An operator keeps newcomers out. */
  isClosed: boolean;
  /** Its players, and when each was last asked to go to another line. */
  readonly players: Map<bigint, number>;
}

const NEVER = Number.NEGATIVE_INFINITY;
const NOBODY: ReadonlyMap<Line, number> = new Map();

export class LineBoard {
  readonly #rules: LineRules;
  /** The first is line 1. */
  readonly #lines: readonly Line[];
  readonly #lineOf = new Map<bigint, Line>();

  constructor(rules: LineRules) {
    const { count, dynamicMax, gatherBelow, playersSoftMax, playersMax } = rules;
    assert(count >= 1 && dynamicMax >= 0, 'a map has a line');
    assert(playersSoftMax >= 1 && playersSoftMax <= playersMax, 'the soft cap is at most the hard cap');
    assert(gatherBelow <= playersSoftMax, 'players gather below the soft cap');
    this.#rules = rules;
    this.#lines = Array.from({ length: count + dynamicMax }, (_, at) => ({
      id: at + 1,
      isDynamic: at >= count,
      stage: at >= count ? 'hidden' : 'open',
      isClosed: false,
      players: new Map(),
    }));
  }

  get playerCount(): number {
    return this.#lineOf.size;
  }

  lineOf(roleId: bigint): number | null {
    return this.#lineOf.get(roleId)?.id ?? null;
  }

  /** Every line and how many are on it, in order. Clients are shown those that take newcomers, and the one that opens next. */
  loads(): LineLoad[] {
    const offered = this.#offered();
    return this.#lines.map((line) => ({
      lineId: line.id,
      players: line.players.size,
      isHidden: !takesNewcomers(line) && line !== offered,
    }));
  }

  stateOf(lineId: number): LineState | null {
    const line = this.#find(lineId);
    if (line === null) return null;
    return line.isClosed ? 'closed' : line.stage;
  }

  /** The roles on a line whose ids are above `after`, lowest first. */
  rolesOn(lineId: number, { after, countMax }: { readonly after: bigint; readonly countMax: number }): bigint[] {
    const roles = [...(this.#find(lineId)?.players.keys() ?? [])].filter((roleId) => roleId > after);
    return roles.sort((a, b) => (a < b ? -1 : 1)).slice(0, countMax);
  }

  /** The role's line from now on. A role that has one keeps it, unless there is room on another that it wishes for. */
  join(request: LineRequest): number | 'full' | 'no-such-line' {
    const { roleId, wish, mustBe = false } = request;
    const present = this.#lineOf.get(roleId) ?? null;
    const wished = this.#find(wish);
    if (wished !== null && wished === present) return wished.id;
    const isGranted = wished !== null && this.#mayChoose(wished);
    if (isGranted && this.#hasRoom(wished)) return this.#open(roleId, wished);
    if (mustBe) return isGranted ? 'full' : 'no-such-line';
    if (present !== null) return present.id;
    const line = this.#choose(request.company ?? []);
    return line === null ? 'full' : this.#open(roleId, line);
  }

  /** The role stands on that line, and the board that knew it was lost: no cap sends it away. */
  restore(roleId: bigint, lineId: number): void {
    const line = this.#find(lineId);
    if (line === null || this.#lineOf.has(roleId)) return;
    if (line.stage === 'hidden') line.stage = 'open';
    this.#put(roleId, line);
  }

  leave(roleId: bigint): void {
    const line = this.#lineOf.get(roleId);
    if (line === undefined) return;
    this.#lineOf.delete(roleId);
    line.players.delete(roleId);
    if (line.isDynamic && line.players.size === 0) line.stage = 'hidden';
  }

  /** Keeps newcomers out, or lets them in again. Its players are to be moved. False when there is no such line. */
  setClosed(lineId: number, isClosed: boolean): boolean {
    const line = this.#find(lineId);
    if (line !== null) line.isClosed = isClosed;
    return line !== null;
  }

  /** Begins to merge the last dynamic line that has few players with room elsewhere; one at a time. Its number, or null. */
  beginMerge(): number | null {
    if (this.#rules.mergeBelow === 0 || this.#lines.some(({ stage }) => stage === 'merging')) return null;
    const line = this.#lines.findLast((each) => each.isDynamic && takesNewcomers(each) && this.#canMerge(each));
    if (line === undefined) return null;
    line.stage = 'merging';
    return line.id;
  }

  /** Whom to ask to go where, so that closed and merging lines become empty. Whoever was asked lately is left in peace. */
  nextMoves({ nowMs, countMax }: { readonly nowMs: number; readonly countMax: number }): LineMove[] {
    const moves: LineMove[] = [];
    const coming = new Map<Line, number>();
    for (const line of this.#lines) {
      if (!line.isClosed && line.stage !== 'merging') continue;
      for (const [roleId, askedMs] of line.players) {
        if (moves.length >= countMax) return moves;
        if (nowMs - askedMs < MOVE_RETRY_MS) continue;
        const target = this.#targetFrom(line, coming);
        if (target === null) break;
        line.players.set(roleId, nowMs);
        coming.set(target, (coming.get(target) ?? 0) + 1);
        moves.push({ roleId, fromLineId: line.id, toLineId: target.id });
      }
    }
    return moves;
  }

  /** A dynamic line opens with its first newcomer, and again with one that nobody else has room for. */
  #open(roleId: bigint, line: Line): number {
    line.stage = 'open';
    return this.#put(roleId, line);
  }

  #put(roleId: bigint, line: Line): number {
    if (this.#lineOf.get(roleId) === line) return line.id;
    this.leave(roleId);
    this.#lineOf.set(roleId, line);
    line.players.set(roleId, NEVER);
    return line.id;
  }

  #find(lineId: number): Line | null {
    return this.#lines[lineId - 1] ?? null;
  }

  #hasRoom(line: Line): boolean {
    return line.players.size < this.#rules.playersMax;
  }

  #mayChoose(line: Line): boolean {
    return takesNewcomers(line) || line === this.#offered();
  }

  #choose(company: readonly bigint[]): Line | null {
    const { playersSoftMax, playersMax } = this.#rules;
    return (
      this.#lineOfMost(company) ??
      this.#fullestBelow(this.#rules.gatherBelow) ??
      this.#emptiestBelow(playersSoftMax) ??
      this.#offered() ??
      this.#emptiestBelow(playersMax)
    );
  }

  /** The line with room where most of them are; the first of equals. */
  #lineOfMost(company: readonly bigint[]): Line | null {
    const counts = new Map<Line, number>();
    for (const roleId of company.slice(0, COMPANY_MAX)) {
      const line = this.#lineOf.get(roleId);
      if (line !== undefined) counts.set(line, (counts.get(line) ?? 0) + 1);
    }
    let best: Line | null = null;
    for (const [line, count] of counts) {
      if (!takesNewcomers(line) || !this.#hasRoom(line)) continue;
      const than = best === null ? 0 : (counts.get(best) ?? 0);
      if (count > than || (count === than && best !== null && line.id < best.id)) best = line;
    }
    return best;
  }

  /** The line with the most players of those that have any and have fewer; the first of equals. */
  #fullestBelow(playersMax: number): Line | null {
    let best: Line | null = null;
    let most = 0;
    for (const line of this.#lines) {
      const players = line.players.size;
      if (takesNewcomers(line) && players > most && players < playersMax) [best, most] = [line, players];
    }
    return best;
  }

  #emptiestBelow(playersMax: number, coming: ReadonlyMap<Line, number> = NOBODY): Line | null {
    let best: Line | null = null;
    let least = playersMax;
    for (const line of this.#lines) {
      if (!takesNewcomers(line)) continue;
      const players = line.players.size + (coming.get(line) ?? 0);
      if (players < least) [best, least] = [line, players];
    }
    return best;
  }

  /** The dynamic line that opens next, when all that are open are beyond the soft cap. */
  #offered(): Line | null {
    if (this.#emptiestBelow(this.#rules.playersSoftMax) !== null) return null;
    const next = this.#lines.find((line) => line.isDynamic && !line.isClosed && line.stage !== 'open');
    return next !== undefined && this.#hasRoom(next) ? next : null;
  }

  /** With room to spare, so that it does not open again at once. */
  #canMerge(line: Line): boolean {
    const { mergeBelow, playersSoftMax } = this.#rules;
    if (line.players.size >= mergeBelow) return false;
    let room = 0;
    for (const other of this.#lines) {
      if (other !== line && takesNewcomers(other)) room += Math.max(0, playersSoftMax - other.players.size);
    }
    return room >= line.players.size + mergeBelow;
  }

  /** Where a player of this line goes: a line that merges fills no other beyond the soft cap, one that closes may. */
  #targetFrom(line: Line, coming: ReadonlyMap<Line, number>): Line | null {
    const { playersSoftMax, playersMax } = this.#rules;
    const target = this.#emptiestBelow(playersSoftMax, coming);
    return target ?? (line.isClosed ? this.#emptiestBelow(playersMax, coming) : null);
  }
}

function takesNewcomers(line: Line): boolean {
  return line.stage === 'open' && !line.isClosed;
}
