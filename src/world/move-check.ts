// Whether a client may have gone where it says it is. Pure functions: the caller keeps the state and acts on the verdict.
//
// Distance is paid from time that the walker saved up on the server's clock; the client's own clock is not trusted. The classic profile
// lets a suspicious move pass and adds to a score, because old clients send paths from the target backwards and come late; the
// strict profile puts the walker back. Coordinates that are not on the map are rejected in both, whatever else is right.
import { MOVE_SAVED_MS_MAX, PATH_POINTS_MAX, PATH_STEP_TILES_MAX } from './limits.ts';

/** What the classic server adds for a move that is too fast, and for a path through a wall, and takes off for a good one. */
const TOO_FAST_SCORE = 1;
const BAD_PATH_SCORE = 2;
const GOOD_SCORE = -0.5;
/** Above it the classic server ends the session. */
const SCORE_MAX = 20;
const TOLERANCE = 1.12;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface MoveRules {
  readonly profile: 'classic' | 'strict';
  readonly tilesPerSecond: number;
  /** By how much a walker may be faster. 1.12 unless given. */
  readonly tolerance?: number;
  /** The map ends before these. */
  readonly width: number;
  readonly height: number;
  isBlocked(x: number, y: number): boolean;
}

export interface MoveState {
  readonly x: number;
  readonly y: number;
  /** When the latest claim came, on the server's clock. */
  readonly atMs: number;
  /** Time that the walker has not yet used for walking. */
  readonly savedMs: number;
  readonly score: number;
}

/** A claim: where the client is, and the way that it shows to others. */
export interface MoveClaim extends Point {
  readonly path: readonly Point[];
}

export type MoveSuspicion = 'off-map' | 'too-fast' | 'blocked' | 'path-too-long' | 'path-broken';

export interface MoveVerdict {
  /** `back`: the client must be put back to the state's place. `kick`: the score is too high; the place has not changed. */
  readonly kind: 'accepted' | 'reported' | 'back' | 'kick';
  readonly suspicion: MoveSuspicion | null;
  readonly state: MoveState;
  /** The way to show to others: empty where it makes no sense. */
  readonly path: readonly Point[];
}

const NO_PATH: readonly Point[] = [];

export function startMoves(place: Point, nowMs: number): MoveState {
  return { x: place.x, y: place.y, atMs: nowMs, savedMs: MOVE_SAVED_MS_MAX, score: 0 };
}

/** After a teleport: the place is the server's own, so it costs no time. */
export function teleported(state: MoveState, place: Point): MoveState {
  return { ...state, x: place.x, y: place.y };
}

export function checkMove(state: MoveState, claim: MoveClaim, { nowMs, rules }: CheckWork): MoveVerdict {
  const savedMs = savedAt(state, nowMs);
  const costMs = (distance(state, claim) * 1_000) / (rules.tilesPerSecond * (rules.tolerance ?? TOLERANCE));
  const rested = { ...state, atMs: nowMs, savedMs };
  if (!isOnMap(claim, rules)) return rejected(rested, 'off-map');
  const suspicion = costMs > savedMs ? 'too-fast' : pathSuspicion(state, claim, rules);
  if (suspicion === null) {
    const score = Math.max(0, state.score + GOOD_SCORE);
    const moved = { ...rested, x: claim.x, y: claim.y, savedMs: savedMs - costMs, score };
    return { kind: 'accepted', suspicion, state: moved, path: claim.path };
  }
  if (rules.profile === 'strict') return rejected(rested, suspicion);
  const score = state.score + (suspicion === 'too-fast' ? TOO_FAST_SCORE : BAD_PATH_SCORE);
  if (score > SCORE_MAX) return { kind: 'kick', suspicion, state: { ...rested, score }, path: NO_PATH };
  const moved = { ...rested, x: claim.x, y: claim.y, savedMs: Math.max(0, savedMs - costMs), score };
  return { kind: 'reported', suspicion, state: moved, path: suspicion === 'too-fast' ? claim.path : NO_PATH };
}

export interface CheckWork {
  readonly nowMs: number;
  readonly rules: MoveRules;
}

/** A clock that was set back saves nothing; one that jumped forward saves no more than the bound. */
function savedAt(state: MoveState, nowMs: number): number {
  return Math.min(MOVE_SAVED_MS_MAX, state.savedMs + Math.max(0, nowMs - state.atMs));
}

/** A walker goes diagonally as fast as straight on. */
function distance(from: Point, to: Point): number {
  return Math.max(Math.abs(from.x - to.x), Math.abs(from.y - to.y));
}

/**
 * A claim that the server cannot follow: the walker stays. It counts as a bad path does, unless it is merely too fast: claims that were
 * on their way when the walker was put back are all too far from it.
 */
function rejected(state: MoveState, suspicion: MoveSuspicion): MoveVerdict {
  const score = state.score + (suspicion === 'too-fast' ? 0 : BAD_PATH_SCORE);
  const kind = score > SCORE_MAX ? 'kick' : 'back';
  return { kind, suspicion, state: { ...state, score }, path: NO_PATH };
}

function isOnMap(point: Point, { width, height }: MoveRules): boolean {
  const { x, y } = point;
  return Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < width && y < height;
}

function pathSuspicion(state: MoveState, claim: MoveClaim, rules: MoveRules): MoveSuspicion | null {
  const { path } = claim;
  // Before any loop over it: a message may claim 65,535 points.
  if (path.length > PATH_POINTS_MAX) return 'path-too-long';
  if (rules.isBlocked(claim.x, claim.y)) return 'blocked';
  const [first, last] = [path[0], path.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (!path.every((point) => isOnMap(point, rules))) return 'path-broken';
  // A path begins near the walker. Old clients send it from its end.
  const begin = rules.profile === 'classic' && distance(claim, last) < distance(claim, first) ? last : first;
  const isNear = Math.min(distance(claim, begin), distance(state, begin)) <= PATH_STEP_TILES_MAX;
  const isWhole = path.every((point, index) => distance(point, path[index - 1] ?? point) <= PATH_STEP_TILES_MAX);
  if (!isNear || !isWhole) return 'path-broken';
  return path.some((point) => rules.isBlocked(point.x, point.y)) ? 'blocked' : null;
}
