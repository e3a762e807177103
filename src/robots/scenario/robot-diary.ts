// What one robot did and what its client knows, folded for the check: its place, the lines it said, and the model of its map. Moves do
// not pile up, so its memory is bounded by the things in view and the lines said.
import type { Entered } from '../../client/index.ts';
import type { ChatS2c } from '../../modules/chat/chat.messages.ts';
import type { Attr, RoleMapChangeS2c } from '../../modules/map/map.messages.ts';
import {
  AnswerLedger,
  GAPS_MAX,
  type Gap,
  type KnownData,
  LINE_KINDS,
  type RobotLog,
  readTag,
  SAID_LINES_MAX,
  type SaidLine,
  type SeenFault,
  SeenWorld,
  type Spot,
  type TaggedLine,
} from '../check/index.ts';
import { GAP_BEFORE_MS, UNSURE_MS } from './limits.ts';
import type { Stage } from './stage.ts';
import type { StagePart } from './stage-part.ts';

/** The attributes of a place. */
const X = 3;
const Y = 4;
/** The channels whose lines come back to their speaker. */
const ANSWERED: ReadonlySet<number> = new Set(Object.values(LINE_KINDS));
const NOWHERE: Spot = { mapId: 0, lineId: 0, x: 0, y: 0 };

export class RobotDiary {
  readonly number: number;
  readonly world: SeenWorld;
  readonly attributes = new Map<number, Attr['value']>();
  state: RobotLog['state'] = 'lost';
  spot: Spot = NOWHERE;
  moves = 0;
  readonly #stage: Stage;
  #roleId = 0n;
  #isSpotSure = true;
  #movedMs = Number.NEGATIVE_INFINITY;
  readonly #said: SaidLine[] = [];
  /** Line n is question n - 1: it comes back to the robot, or is refused. */
  readonly #answers = new AnswerLedger();
  /** The robot sends lines that the diary does not know: a refusal may mean those. */
  #hasOtherLines = false;
  #linesDoubled = 0;
  #linesOutOfOrder = 0;
  readonly #gaps: Gap[] = [];
  /** Since when messages may be missing; null while none are. */
  #gapFromMs: number | null = null;
  #gapFrames = 0;
  readonly #faults: Partial<Record<SeenFault, number>> = {};
  #firstFault: string | null = null;

  constructor(number: number, stage: Stage) {
    this.number = number;
    this.#stage = stage;
    this.world = new SeenWorld(
      (fault, what) => this.#found(fault, what),
      (attrs) => this.#describe(attrs),
    );
  }

  entered({ roleId, mapId, lineId, x, y }: Entered): void {
    this.#roleId = roleId;
    this.state = 'playing';
    this.spot = { mapId, lineId, x, y };
  }

  /** The robot claimed a place. */
  moved(x: number, y: number): void {
    const { mapId, lineId } = this.spot;
    this.spot = { mapId, lineId, x, y };
    this.#movedMs = this.#stage.nowMs;
    this.#isSpotSure = true;
    this.moves++;
  }

  /** The server sent it to a map (14). */
  sentTo({ mapid, lineid, x, y }: RoleMapChangeS2c): void {
    this.world.changeMap();
    this.#placed({ mapId: mapid, lineId: lineid, x, y });
  }

  /** Attributes of its own role; a place among them puts it there. */
  #describe(attrs: readonly Attr[]): void {
    for (const { key, value } of attrs) this.attributes.set(key, value);
    const x = attrs.find(({ key }) => key === X)?.value;
    const y = attrs.find(({ key }) => key === Y)?.value;
    if (this.state === 'playing' && typeof x === 'number' && typeof y === 'number')
      this.#placed({ ...this.spot, x, y });
  }

  #placed(spot: Spot): void {
    this.spot = spot;
    const nowMs = this.#stage.nowMs;
    this.#isSpotSure = nowMs - this.#movedMs > UNSURE_MS;
    this.#movedMs = nowMs;
  }

  /** The number of the next line; null when there were too many to follow. */
  nextLine(): number | null {
    return this.#said.length < SAID_LINES_MAX ? this.#said.length + 1 : null;
  }

  said(kind: number, to: number): void {
    const isAnswered = ANSWERED.has(kind);
    const sequence = 1 + (isAnswered ? this.#answers.ask() : this.#answers.askInVain());
    const atMs = this.#stage.nowMs;
    const hasStood = this.#movedMs < atMs - this.#stage.rules.flushMs;
    this.#said.push({ sequence, kind, to, atMs, spot: this.spot, hasStood, isUnsure: false });
  }

  /** The robot sent a line by itself. */
  saidOther(): void {
    this.#hasOtherLines = true;
  }

  /** The server refused a line. It does not say which, but it answers them in order. */
  refused(): void {
    // The answer to an earlier line may be missing.
    if (this.#hasOtherLines || this.#answers.isNextExcused) {
      this.#doubt();
      return;
    }
    const { next } = this.#answers;
    const number = this.#said.findIndex(({ kind }, index) => index >= next && ANSWERED.has(kind));
    if (number < 0) return;
    for (let each = next; each <= number; each++) this.#makeUnsure(each);
    this.#answers.answered(number);
  }

  /** The line, if another robot said it and this one hears it for the first time. */
  heard({ msginfo, type }: ChatS2c): TaggedLine | null {
    const line = readTag(msginfo);
    if (line === null) return null;
    if (line.robot === this.number) {
      if (this.#answers.answered(line.sequence - 1) === 'doubled') this.#firstFault ??= `answer-twice: ${msginfo}`;
      return null;
    }
    if (!this.#stage.heard.hear(this.number, line.key)) {
      this.#linesDoubled++;
      this.#firstFault ??= `line-twice: ${msginfo}`;
      return null;
    }
    if (!this.#stage.order.hear(this.number, line, type)) {
      this.#linesOutOfOrder++;
      this.#firstFault ??= `line-late: ${msginfo}`;
    }
    return line;
  }

  /** The server says that messages of the time before are missing, and sends the robot to its map again. */
  resynced(awayMs: number): void {
    this.#gapFromMs ??= this.#stage.nowMs - awayMs - GAP_BEFORE_MS;
    this.#gapFrames = this.world.frames;
    this.#doubt();
    this.world.resynced();
    this.#isSpotSure = false;
  }

  /** After a resync the robot is in the world again once it sees its map: until then nobody's lines reach it. */
  noticeFrame(): void {
    if (this.#gapFromMs === null || this.world.frames === this.#gapFrames) return;
    this.#endGap(this.#gapFromMs);
  }

  #endGap(fromMs: number): void {
    this.#gapFromMs = null;
    const gap = { fromMs, toMs: this.#stage.nowMs };
    if (this.#gaps.length < GAPS_MAX) this.#gaps.push(gap);
    else this.#gaps.splice(0, GAPS_MAX, { ...gap, fromMs: Number.NEGATIVE_INFINITY });
    this.#doubt();
  }

  #close(): void {
    if (this.#gapFromMs !== null) this.#endGap(this.#gapFromMs);
    this.world.close();
    this.#answers.close();
  }

  /** Answers may be missing from here on back: whether the lines were refused, nobody knows. */
  #doubt(): void {
    this.#answers.excuse();
    for (let number = this.#answers.next; number < this.#said.length; number++) this.#makeUnsure(number);
  }

  #makeUnsure(number: number): void {
    const line = this.#said[number];
    if (line !== undefined) this.#said[number] = { ...line, isUnsure: true };
  }

  addTo(part: StagePart): void {
    if (this.state === 'playing') this.#close();
    part.moves += this.moves;
    part.lines += this.#said.length;
    const { leftSum, leftMax, left, frames, unchecked } = this.world;
    if (frames > 0) part.lefts.push([leftSum / frames, leftMax, left]);
    part.unchecked += unchecked;
    if (this.#firstFault !== null) part.findings.push(`robot ${this.number}: ${this.#firstFault}`);
    if (this.#roleId === 0n) return;
    part.logs.push({
      number: this.number,
      roleId: this.#roleId,
      state: this.state,
      spot: this.spot,
      isSpotSure: this.#isSpotSure,
      movedMs: this.#movedMs,
      known: knownData(this.world),
      left: this.world.left,
      faults: this.#faults,
      linesDoubled: this.#linesDoubled,
      linesOutOfOrder: this.#linesOutOfOrder,
      answers: this.#answers.faults(),
      gaps: this.#gaps,
      said: this.#said,
    });
  }

  #found(fault: SeenFault, what: string): void {
    this.#faults[fault] = (this.#faults[fault] ?? 0) + 1;
    this.#firstFault ??= `${fault}: ${what}, after ${Math.round(this.#stage.nowMs)} ms`;
  }
}

function knownData({ known }: SeenWorld): KnownData {
  const data: KnownData = {
    ids: new BigInt64Array(known.size),
    x: new Float64Array(known.size),
    y: new Float64Array(known.size),
  };
  let index = 0;
  for (const [id, { x, y }] of known) {
    data.ids[index] = id;
    data.x[index] = x;
    data.y[index] = y;
    index++;
  }
  return data;
}
