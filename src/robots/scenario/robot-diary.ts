// What one robot did and what its client knows, folded for the check: its place, the lines it said, and the model of its map. Moves do
// not pile up, so its memory is bounded by the things in view and the lines said.
import type { Entered } from '../../client/index.ts';
import type { ChatS2c } from '../../modules/chat/chat.messages.ts';
import type { Attr, RoleMapChangeS2c } from '../../modules/map/map.messages.ts';
import {
  type KnownData,
  type RobotLog,
  readTag,
  SAID_LINES_MAX,
  type SaidLine,
  type SeenFault,
  SeenWorld,
  type Spot,
  type TaggedLine,
} from '../check/index.ts';
import { REFUSED_MS, UNSURE_MS } from './limits.ts';
import type { Stage } from './stage.ts';
import type { StagePart } from './stage-part.ts';

/** The attributes of a place. */
const X = 3;
const Y = 4;
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
  #saidCount = 0;
  #linesDoubled = 0;
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
    return this.#saidCount < SAID_LINES_MAX ? this.#saidCount + 1 : null;
  }

  said(kind: number, to: number): void {
    const sequence = ++this.#saidCount;
    const atMs = this.#stage.nowMs;
    const hasStood = this.#movedMs < atMs - this.#stage.rules.flushMs;
    this.#said.push({ sequence, kind, to, atMs, spot: this.spot, hasStood, isUnsure: false });
  }

  /** The server refused a line, and does not say which. */
  refused(): void {
    const sinceMs = this.#stage.nowMs - REFUSED_MS;
    for (let index = this.#said.length - 1; index >= 0; index--) {
      const line = this.#said[index];
      if (line === undefined || line.atMs < sinceMs) return;
      this.#said[index] = { ...line, isUnsure: true };
    }
  }

  /** The line, if a robot said it. */
  heard({ msginfo }: ChatS2c): TaggedLine | null {
    const line = readTag(msginfo);
    if (line === null) return null;
    if (this.#stage.heard.hear(this.number, line.key)) return line;
    this.#linesDoubled++;
    this.#firstFault ??= `line-twice: ${msginfo}`;
    return null;
  }

  addTo(part: StagePart): void {
    part.moves += this.moves;
    part.lines += this.#saidCount;
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
