// Simulates the lines of some maps from a seed: roles that enter, change lines, travel and are kicked at any moment;
// actors that lose their memory; operators that close lines. The maps are the simulation's own: they know where each role stands, as the
// answers said. In the end the lines must say the same. `npm run sim -- lines --seeds 500` runs it.
import { setImmediate } from 'node:timers/promises';
import { ActorWorld } from '../../actor/actor-world.fixture.ts';
import { ActorError, type AnyOffer } from '../../actor/index.ts';
import { chance, ManualClock, pick, SeededRandom, silentLogger } from '../../base/index.ts';
import { ClosedLines, closedLines } from './closed-lines.ts';
import { MemoryClosedRows } from './closed-rows.fixture.ts';
import type { LineRules } from './line-board.ts';
import { LineCompanions } from './line-companions.ts';
import { ActorLineDesk } from './line-desk.ts';
import { LineMoves, lineMoves, type MapLineMove } from './line-moves.ts';
import { LinePlayers, linePlayers, type PlayerOnLine } from './line-players.ts';
import { LineRooms, lineRooms } from './line-rooms.ts';
import { awakeLines, gameMaps, type JoinAnswer, mapLines } from './map-lines.ts';

const STEP_MS = 100;
const BUSY_STEPS = 150;
const ROLES = 24;
const MAPS = [100, 200] as const;
/** All moves are made, some at the third time. */
const QUIET_MS = 40_000;

interface Place {
  readonly mapId: number;
  readonly lineId: number;
}

/** A role and its session. */
interface Walker {
  readonly roleId: bigint;
  phase: 'out' | 'entering' | 'gaming' | 'closing';
  /** Where the maps have it. */
  place: Place | null;
  /** Whether it waits for an answer. */
  isAsking: boolean;
  /** Counts its sessions: an answer for an earlier one is nobody's. */
  session: number;
}

export interface SimResult {
  readonly violations: readonly string[];
  readonly entered: number;
  readonly refused: number;
  readonly moved: number;
  readonly restarts: number;
}

export function simulate(seed: number): Promise<SimResult> {
  return new LinesRun(seed).play();
}

/** Calls at an actor that is taken are refused. */
function lost(error: unknown): void {
  if (!(error instanceof ActorError)) throw error;
}

class LinesRun {
  readonly #random: SeededRandom;
  readonly #clock = new ManualClock();
  readonly #world: ActorWorld;
  readonly #rules: LineRules;
  readonly #walkers: readonly Walker[];
  readonly #violations: string[] = [];
  /** Maps whose lines lost their memory: roles that are brought back pass every cap. */
  readonly #restarted = new Set<number>();
  readonly #desk: ActorLineDesk;
  readonly #closed = new ClosedLines(new MemoryClosedRows());
  #entered = 0;
  #refused = 0;
  #moved = 0;
  #restarts = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    const playersMax = 3 + this.#random.below(8);
    const playersSoftMax = 1 + this.#random.below(playersMax);
    this.#rules = {
      count: 1 + this.#random.below(3),
      dynamicMax: this.#random.below(3),
      playersMax,
      playersSoftMax,
      gatherBelow: this.#random.below(playersSoftMax + 1),
      mergeBelow: this.#random.below(playersSoftMax + 1),
    };
    this.#walkers = Array.from({ length: ROLES }, (_, at) => ({
      roleId: BigInt(at + 1),
      phase: 'out',
      place: null,
      isAsking: false,
      session: 0,
    }));
    const companions = new LineCompanions({ clock: this.#clock, log: silentLogger });
    companions.add((_scope, roleId) => (roleId % 3n === 0n ? [roleId - 1n, roleId - 2n] : []));
    const moves = new LineMoves();
    moves.add((_scope, move) => void this.#carryOut(move));
    const players = new LinePlayers({ log: silentLogger });
    players.add((mapId) => this.#playersOn(mapId));
    const row = { name: 'a map', width: 1, height: 1, spawnX: 0, spawnY: 0 };
    const maps = { find: (mapId: number) => (MAPS.some((id) => id === mapId) ? { mapId, ...row } : null) };
    const offers = new Map<AnyOffer, unknown>([
      [gameMaps, maps],
      [closedLines, this.#closed],
      [awakeLines, new Set()],
      [lineRooms, new LineRooms()],
      [lineMoves, moves],
      [linePlayers, players],
    ]);
    this.#world = new ActorWorld([mapLines], { clock: this.#clock, settings: this.#rules, offers });
    this.#world.later = (callback) => void setImmediate().then(callback);
    this.#desk = new ActorLineDesk(maps, companions);
  }

  async play(): Promise<SimResult> {
    for (let step = 0; step < BUSY_STEPS; step++) {
      for (let count = this.#random.below(6); count > 0; count--) this.#act(pick(this.#random, this.#walkers));
      if (chance(this.#random, 20)) this.#query().catch(lost);
      if (chance(this.#random, 50)) this.#restart(pick(this.#random, MAPS));
      if (chance(this.#random, 50)) await this.#close(chance(this.#random, 2));
      await this.#advance();
    }
    await this.#quiet();
    await this.#checkPlaces();
    for (const walker of this.#walkers) if (walker.place !== null) this.#kick(walker);
    await this.#quiet();
    await this.#checkEmpty();
    return {
      violations: this.#violations,
      entered: this.#entered,
      refused: this.#refused,
      moved: this.#moved,
      restarts: this.#restarts,
    };
  }

  async #advance(): Promise<void> {
    this.#clock.advance(STEP_MS);
    await setImmediate();
    await setImmediate();
  }

  async #quiet(): Promise<void> {
    for (let ms = 0; ms < QUIET_MS; ms += STEP_MS) await this.#advance();
  }

  // What roles do.

  #act(walker: Walker): void {
    if (walker.phase === 'closing') return;
    if (walker.phase !== 'out' && chance(this.#random, 10)) {
      this.#kick(walker);
      return;
    }
    if (walker.isAsking) return;
    if (walker.phase === 'out') void this.#enter(walker);
    else if (walker.phase === 'gaming')
      void (chance(this.#random, 2) ? this.#changeLine(walker) : this.#travel(walker));
  }

  async #enter(walker: Walker): Promise<void> {
    const session = ++walker.session;
    walker.phase = 'entering';
    this.#world.playing.add(walker.roleId);
    const mapId = pick(this.#random, MAPS);
    const answer = await this.#ask(walker, { mapId, wish: this.#wish() });
    if (walker.session !== session) return;
    if (typeof answer === 'string') {
      // Back to the role list: it has no role.
      this.#refused++;
      this.#world.playing.delete(walker.roleId);
      walker.phase = 'out';
      return;
    }
    walker.phase = 'gaming';
    walker.place = { mapId, lineId: answer.lineId };
    this.#entered++;
  }

  async #changeLine(walker: Walker, wish = this.#wish()): Promise<boolean> {
    const { session, place } = walker;
    if (place === null) return false;
    const answer = await this.#ask(walker, { mapId: place.mapId, wish, mustBe: true });
    if (walker.session !== session || typeof answer === 'string') return false;
    if (answer.lineId !== wish) this.#violations.push(`wish: ${wish} must be, and was ${answer.lineId}`);
    walker.place = { ...place, lineId: answer.lineId };
    return true;
  }

  async #travel(walker: Walker): Promise<void> {
    const { session, place } = walker;
    if (place === null) return;
    const mapId = pick(this.#random, MAPS);
    if (mapId === place.mapId) return;
    const answer = await this.#ask(walker, { mapId, wish: place.lineId, company: [] });
    if (walker.session !== session || typeof answer === 'string') return;
    walker.place = { mapId, lineId: answer.lineId };
    this.#desk.leave(this.#world.scope, { mapId: place.mapId, roleId: walker.roleId });
  }

  async #ask(
    walker: Walker,
    request: { readonly mapId: number; readonly wish: number; readonly mustBe?: boolean; readonly company?: bigint[] },
  ): Promise<JoinAnswer> {
    walker.isAsking = true;
    const answer = await this.#desk.join(this.#world.scope, { ...request, roleId: walker.roleId });
    walker.isAsking = false;
    return answer;
  }

  /** The session ends: at once it plays no more, and it has left a moment later. */
  #kick(walker: Walker): void {
    walker.session++;
    walker.place = null;
    walker.phase = 'closing';
    const { roleId } = walker;
    this.#world.playing.delete(roleId);
    void this.#advanceLater().then(() => {
      this.#world.system.left(roleId, 'kicked');
      walker.phase = 'out';
    });
  }

  #advanceLater(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#clock.after(STEP_MS * (1 + this.#random.below(5)), resolve);
    return promise;
  }

  #wish(): number {
    const { count, dynamicMax } = this.#rules;
    return pick(this.#random, [
      0,
      0,
      -1,
      Number.NaN,
      1.5,
      2 ** 31 - 1,
      ...Array.from({ length: count + dynamicMax }, (_, at) => at + 1),
    ]);
  }

  /** What the module of maps does when it is asked to. */
  async #carryOut({ mapId, roleId, fromLineId, toLineId }: MapLineMove): Promise<void> {
    const walker = this.#walkers[Number(roleId) - 1];
    if (walker === undefined || walker.isAsking || walker.phase !== 'gaming') return;
    if (walker.place?.mapId !== mapId || walker.place.lineId !== fromLineId) return;
    // Some cannot come now.
    if (chance(this.#random, 5)) return;
    if (await this.#changeLine(walker, toLineId)) this.#moved++;
  }

  // What happens to the lines.

  async #query(): Promise<void> {
    const mapId = pick(this.#random, MAPS);
    const { lines } = await this.#world.scope.actor(mapLines, mapId).loads();
    if (this.#restarted.has(mapId)) return;
    for (const { lineId, players } of lines) {
      if (players > this.#rules.playersMax) this.#violations.push(`cap: map ${mapId} line ${lineId} has ${players}`);
    }
  }

  async #close(isClosed: boolean): Promise<void> {
    const lineId = 1 + this.#random.below(this.#rules.count + this.#rules.dynamicMax);
    await this.#closed.set({ mapId: pick(this.#random, MAPS), lineId }, isClosed);
  }

  /** The memory of the actor is lost. */
  #restart(mapId: number): void {
    this.#restarts++;
    this.#restarted.add(mapId);
    for (const owner of this.#world.system.owners()) if (owner.id.key === mapId) owner.cutShort();
  }

  /** What the module of maps answers when the lines ask. */
  #playersOn(mapId: number): PlayerOnLine[] {
    const places = this.#walkers.map(({ roleId, place }) => ({ roleId, place }));
    return places.flatMap(({ roleId, place }) => (place?.mapId === mapId ? [{ roleId, lineId: place.lineId }] : []));
  }

  // What must hold in the end.

  async #checkPlaces(): Promise<void> {
    for (const mapId of MAPS) {
      const lines = this.#world.scope.actor(mapLines, mapId);
      const states = new Map((await lines.states()).map(({ lineId, state }) => [lineId, state]));
      for (const { lineId, players } of (await lines.loads()).lines) {
        const known = [...(await lines.rolesOn({ lineId }))];
        const there = this.#walkers.filter(({ place }) => place?.mapId === mapId && place.lineId === lineId);
        const expected = there.map(({ roleId }) => roleId);
        if (known.join() !== expected.join() || players !== expected.length) {
          this.#violations.push(
            `places: map ${mapId} line ${lineId} has ${known.join()} (${players}), not ${expected.join()}`,
          );
        }
        if (states.get(lineId) === 'merging' && players > 0) {
          this.#violations.push(`merge: map ${mapId} line ${lineId} is still merging ${players}`);
        }
      }
    }
  }

  async #checkEmpty(): Promise<void> {
    for (const mapId of MAPS) {
      const { lines } = await this.#world.scope.actor(mapLines, mapId).loads();
      const left = lines.filter(({ players }) => players > 0);
      if (left.length > 0) this.#violations.push(`left: map ${mapId} still has ${JSON.stringify(left)}`);
    }
  }
}
