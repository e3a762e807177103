// A run in small, for tests of the check: walkers on a model map, each with the client's model and a log. A fault changes what one
// client is sent, or what one walker does.
import { chance, pick, type Random } from '../../base/index.ts';
import { MapFrameS2c, ObjectUpdateS2c, OtherRoleMoveS2c } from '../../modules/map/map.messages.ts';
import { HeardLines, lineTag, readTag } from './heard-lines.ts';
import { judgeRun, type Verdict } from './judge-run.ts';
import { ModelMap, type ModelMessage } from './model-map.fixture.ts';
import { LINE_KINDS, type RobotLog, type SaidLine } from './robot-log.ts';
import { type SeenFault, SeenWorld } from './seen-world.ts';
import type { ViewRules } from './view-rules.ts';

export const RULES: ViewRules = { cellTiles: 10, viewCells: 1, marginTiles: 2, flushMs: 500 };
const SIZE = 80;
const STEP_MS = 100;

/** Changes a message for one client: the messages that it gets instead. */
export type Tamper = (robot: number, message: ModelMessage) => readonly ModelMessage[];

export interface Walker {
  readonly number: number;
  readonly roleId: bigint;
  readonly world: SeenWorld;
  readonly faults: Partial<Record<SeenFault, number>>;
  readonly said: SaidLine[];
  state: RobotLog['state'];
  x: number;
  y: number;
  movedMs: number;
  linesDoubled: number;
}

export class SmallRun {
  readonly map = new ModelMap({ width: SIZE, height: SIZE, ...RULES });
  readonly walkers: Walker[] = [];
  readonly heard: HeardLines;
  nowMs = 1_000;
  /** Set by a test. */
  tamper: Tamper = (_robot, message) => [message];
  /** Lines that a client hears once more, or not at all. */
  hearTimes: (robot: number) => number = () => 1;
  readonly #random: Random;

  constructor(random: Random, count: number) {
    this.#random = random;
    this.heard = new HeardLines({ firstNumber: 1, count });
    for (let number = 1; number <= count; number++) this.#enter(number);
  }

  /** Somebody walks, jumps, changes, asks for a key frame, reads less, or speaks. */
  act(): void {
    this.nowMs += STEP_MS;
    const walker = pick(this.#random, this.walkers);
    if (walker.state !== 'playing') return;
    const kind = this.#random.below(20);
    if (kind < 14) this.#step(walker);
    else if (kind < 15) this.#jump(walker);
    else if (kind < 17) this.map.change(walker.roleId, this.#random.below(100));
    else if (kind < 18) this.map.requestKey(walker.roleId);
    else if (kind < 19) this.map.budgets.set(walker.roleId, pick(this.#random, [0, 40, 1_000_000]));
    else this.say(walker, LINE_KINDS.world);
    if (chance(this.#random, 3)) this.flush();
  }

  flush(): void {
    this.map.flush();
  }

  step(walker: Walker, x: number, y: number): void {
    this.nowMs += STEP_MS;
    if (!this.map.move(walker.roleId, { x, y, time: this.nowMs })) return;
    Object.assign(walker, { x, y, movedMs: this.nowMs });
  }

  leave(walker: Walker): void {
    this.map.leave(walker.roleId);
    walker.state = 'left';
  }

  say(walker: Walker, kind: number, to = 0): void {
    const sequence = walker.said.length + 1;
    const { x, y, movedMs } = walker;
    const hasStood = movedMs < this.nowMs - RULES.flushMs;
    walker.said.push({ sequence, kind, to, atMs: this.nowMs, spot: this.#spot({ x, y }), hasStood, isUnsure: false });
    const key = readTag(`${lineTag(walker.number, sequence, this.nowMs)} hello`)?.key ?? 0;
    for (const hearer of this.walkers) {
      if (kind === LINE_KINDS.private && hearer.number !== to) continue;
      for (let times = this.hearTimes(hearer.number); times > 0; times--) {
        if (!this.heard.hear(hearer.number, key)) hearer.linesDoubled++;
      }
    }
  }

  /** Lets everybody read, flushes until nothing is left, and judges. */
  judge(): Verdict {
    for (const { roleId } of this.walkers) this.map.budgets.delete(roleId);
    for (let flush = 0; flush < 3; flush++) this.flush();
    return this.verdict();
  }

  verdict(): Verdict {
    return judgeRun({ logs: this.walkers.map((walker) => this.#logOf(walker)), heard: [this.heard], rules: RULES });
  }

  #enter(number: number): void {
    const faults: Walker['faults'] = {};
    const world = new SeenWorld((fault) => {
      faults[fault] = (faults[fault] ?? 0) + 1;
    });
    const place = { x: this.#random.below(SIZE), y: this.#random.below(SIZE) };
    const roleId = BigInt(1_000 + number);
    const rest = { state: 'playing', ...place, movedMs: 0, linesDoubled: 0, said: [] } as const;
    this.walkers.push({ number, roleId, world, faults, ...rest, said: [] });
    this.map.enter(roleId, place, (message) => {
      for (const each of this.tamper(number, message)) feed(world, each);
    });
  }

  #step(walker: Walker): void {
    const near = (from: number): number => Math.min(SIZE - 1, Math.max(0, from + this.#random.below(5) - 2));
    this.step(walker, near(walker.x), near(walker.y));
  }

  #jump(walker: Walker): void {
    const place = { x: this.#random.below(SIZE), y: this.#random.below(SIZE) };
    this.map.teleport(walker.roleId, place.x, place.y);
    Object.assign(walker, place, { movedMs: this.nowMs });
  }

  #logOf(walker: Walker): RobotLog {
    const { number, roleId, state, x, y, movedMs, world, faults, linesDoubled, said } = walker;
    const things = [...world.known];
    const known = {
      ids: BigInt64Array.from(things, ([id]) => id),
      x: Float64Array.from(things, ([, thing]) => thing.x),
      y: Float64Array.from(things, ([, thing]) => thing.y),
    };
    const place = { spot: this.#spot({ x, y }), isSpotSure: true, movedMs };
    return { number, roleId, state, ...place, known, left: world.left, faults, linesDoubled, said, ...CALM };
  }

  #spot({ x, y }: { readonly x: number; readonly y: number }) {
    return { mapId: 100, lineId: 1, x, y };
  }
}

const CALM = { linesOutOfOrder: 0, answers: { lost: 0, doubled: 0, outOfOrder: 0 }, gaps: [] };

/** What a robot does with each message. */
export function feed(world: SeenWorld, { type, value }: ModelMessage): void {
  // The values are of the types beside them.
  if (type === MapFrameS2c) world.frame(value as MapFrameS2c);
  else if (type === ObjectUpdateS2c) world.update(value as ObjectUpdateS2c);
  else if (type === OtherRoleMoveS2c) world.move(value as OtherRoleMoveS2c);
}
