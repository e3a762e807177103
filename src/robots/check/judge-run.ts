// The verdict over the logs of all robots of a run, once everybody stands still and the server has sent what it has to send: what each
// client knows is compared with where the others really are. Pure: no clock, no network.
import { type HeardLines, lineKey } from './heard-lines.ts';
import { FINDINGS_MAX } from './limits.ts';
import { LINE_KINDS, type RobotLog, type SaidLine } from './robot-log.ts';
import type { SeenFault } from './seen-world.ts';
import { distance, neverTiles, type Spot, sureTiles, type ViewRules } from './view-rules.ts';

export interface Verdict {
  /** Things that a client knows and that are not there: of roles that left, or that are far away. */
  ghosts: number;
  /** Things in view that a client does not know, or knows at another place. */
  missing: number;
  /** Lines of chat that a client did not hear, or that were not answered to their speaker. */
  lost: number;
  /** Updates that came in an order that cannot be; lines that came after a later one of the same speaker. */
  outOfOrder: number;
  /** Creates of known things; lines of chat that came twice. */
  doubled: number;
  /** Lines of chat that a client must not hear. */
  astray: number;
  /** The first findings in words. */
  readonly findings: string[];
}

export interface JudgeOptions {
  readonly logs: readonly RobotLog[];
  /** One for each process. */
  readonly heard: readonly HeardLines[];
  readonly rules: ViewRules;
}

const DOUBLED: ReadonlySet<SeenFault> = new Set(['create-known']);

export function judgeRun({ logs, heard, rules }: JudgeOptions): Verdict {
  const verdict: Verdict = { ghosts: 0, missing: 0, lost: 0, outOfOrder: 0, doubled: 0, astray: 0, findings: [] };
  const byRole = new Map(logs.map((log) => [log.roleId, log]));
  const nearby = new Nearby(logs, rules);
  for (const log of logs) {
    addFaults(verdict, log);
    if (log.state !== 'playing') continue;
    const known = checkKnown(verdict, log, { byRole, rules });
    const lacks = [...known.stale, ...unknownOf(log, known.ids, nearby)];
    // The server said that it would send so many later.
    for (const what of lacks.slice(log.left)) find(verdict, 'missing', what);
  }
  for (const log of logs) for (const line of log.said) checkLine(verdict, { log, line }, { logs, heard, rules });
  return verdict;
}

type Count = 'ghosts' | 'missing' | 'lost' | 'outOfOrder' | 'doubled' | 'astray';

function find(verdict: Verdict, count: Count, what: string): void {
  verdict[count]++;
  if (verdict.findings.length < FINDINGS_MAX) verdict.findings.push(`${count}: ${what}`);
}

function addFaults(verdict: Verdict, { number, faults, linesDoubled, linesOutOfOrder, answers }: RobotLog): void {
  for (const [fault, count] of Object.entries(faults)) {
    // The keys of `faults` are its type's.
    verdict[DOUBLED.has(fault as SeenFault) ? 'doubled' : 'outOfOrder'] += count;
  }
  verdict.doubled += linesDoubled + answers.doubled;
  verdict.outOfOrder += linesOutOfOrder + answers.outOfOrder;
  if (answers.lost === 0) return;
  find(verdict, 'lost', `robot ${number} said ${answers.lost} lines that neither came back to it nor were refused`);
  verdict.lost += answers.lost - 1;
}

interface TrueWorld {
  readonly byRole: ReadonlyMap<bigint, RobotLog>;
  readonly rules: ViewRules;
}

interface Known {
  /** What the client knows and may know. */
  readonly ids: ReadonlySet<bigint>;
  /** What it knows at a wrong place, in words. */
  readonly stale: readonly string[];
}

/** Whether the things that the client knows are there, and where it thinks. */
function checkKnown(verdict: Verdict, log: RobotLog, { byRole, rules }: TrueWorld): Known {
  const right = new Set<bigint>();
  const stale: string[] = [];
  const { ids, x, y } = log.known;
  for (const [index, id] of ids.entries()) {
    const other = byRole.get(id);
    // A thing that no robot of this run plays.
    if (other === undefined || other.state === 'lost') continue;
    const what = `robot ${log.number} knows robot ${other.number} (role ${id})`;
    const isSure = log.isSpotSure && other.isSpotSure;
    const tiles = distance(log.spot, other.spot);
    if (other.state === 'left') find(verdict, 'ghosts', `${what}, which has left the game`);
    else if (isSure && tiles >= neverTiles(rules)) find(verdict, 'ghosts', `${what}, which is ${shownTiles(tiles)}`);
    else {
      right.add(id);
      if (!other.isSpotSure || (x[index] === other.spot.x && y[index] === other.spot.y)) continue;
      stale.push(`${what} at ${x[index]}, ${y[index]}; it stands at ${other.spot.x}, ${other.spot.y}`);
    }
  }
  return { ids: right, stale };
}

function shownTiles(tiles: number): string {
  return tiles === Number.POSITIVE_INFINITY ? 'on another map or line' : `${tiles} tiles away`;
}

/** The roles that are certainly in view of the client and that it does not know, in words. */
function unknownOf(log: RobotLog, known: ReadonlySet<bigint>, nearby: Nearby): string[] {
  const lacks: string[] = [];
  if (!log.isSpotSure) return lacks;
  nearby.forEach(log, (other, tiles) => {
    if (known.has(other.roleId)) return;
    const who = `robot ${other.number} (role ${other.roleId})`;
    lacks.push(`robot ${log.number} does not know ${who}, which is ${tiles} tiles away`);
  });
  return lacks;
}

/** The robots that play, by squares of the map, so that nobody is compared with everybody. */
class Nearby {
  readonly #tiles: number;
  readonly #squares = new Map<string, RobotLog[]>();

  constructor(logs: readonly RobotLog[], rules: ViewRules) {
    this.#tiles = Math.max(1, sureTiles(rules));
    for (const log of logs) {
      if (log.state !== 'playing' || !log.isSpotSure) continue;
      const key = this.#keyOf(log.spot, 0, 0);
      const square = this.#squares.get(key);
      if (square === undefined) this.#squares.set(key, [log]);
      else square.push(log);
    }
  }

  /** All others that are certainly in view. */
  forEach(log: RobotLog, visit: (other: RobotLog, tiles: number) => void): void {
    for (let down = -1; down <= 1; down++) {
      for (let across = -1; across <= 1; across++) {
        for (const other of this.#squares.get(this.#keyOf(log.spot, across, down)) ?? []) {
          const tiles = distance(log.spot, other.spot);
          if (other !== log && tiles <= this.#tiles) visit(other, tiles);
        }
      }
    }
  }

  #keyOf({ mapId, lineId, x, y }: Spot, across: number, down: number): string {
    return `${mapId}/${lineId}/${Math.floor(x / this.#tiles) + across}/${Math.floor(y / this.#tiles) + down}`;
  }
}

interface Said {
  readonly log: RobotLog;
  readonly line: SaidLine;
}

function checkLine(verdict: Verdict, said: Said, { logs, heard, rules }: JudgeOptions): void {
  const { log, line } = said;
  if (line.isUnsure) return;
  const key = lineKey(log.number, line.sequence);
  if (!heard.every((each) => each.isKnown(key))) return;
  for (const hearer of logs) {
    if (hearer === log || hearer.state === 'lost') continue;
    const duty = dutyOf(said, hearer, rules);
    if (duty === 'may' || (duty === 'must' && isInGap(hearer, line))) continue;
    const hasHeard = heard.some((each) => each.has(hearer.number, key));
    if (hasHeard === (duty === 'must')) continue;
    const what = `robot ${hearer.number} ${hasHeard ? 'heard' : 'did not hear'} line ${line.sequence} of robot ${log.number}`;
    find(verdict, hasHeard ? 'astray' : 'lost', `${what} (channel ${line.kind})`);
  }
}

function isInGap({ gaps }: RobotLog, { atMs }: SaidLine): boolean {
  return gaps.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
}

/** Whether a robot has to hear a line. Robots are in the world before the first line is said. */
function dutyOf({ line }: Said, hearer: RobotLog, rules: ViewRules): 'must' | 'must-not' | 'may' {
  const isThere = hearer.state === 'playing';
  switch (line.kind) {
    case LINE_KINDS.world:
      return isThere ? 'must' : 'may';
    case LINE_KINDS.private:
      return line.to !== hearer.number ? 'must-not' : isThere ? 'must' : 'may';
    case LINE_KINDS.nearby: {
      // Of those that walked since, nobody knows where they were.
      const hasStood = line.hasStood && hearer.isSpotSure && hearer.movedMs < line.atMs - rules.flushMs;
      if (!isThere || !hasStood) return 'may';
      const tiles = distance(line.spot, hearer.spot);
      return tiles <= sureTiles(rules) ? 'must' : tiles >= neverTiles(rules) ? 'must-not' : 'may';
    }
    default:
      return 'may';
  }
}
