// What the simulation has heard, and the violations that it has found: compared with what the disk has, at once and at the end.
import type { Clock } from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { ActorError } from './actor-error.ts';
import type { MemoryStore } from './live-memory.fixture.ts';
import {
  type GameMap,
  GOLD,
  idsOf,
  type Mark,
  type Order,
  type Place,
  type PlaySelf,
} from './shared-program.fixture.ts';

/** A deadline is a tick of the wheel late at most. */
const LATE_MS_MAX = 5_300;

export interface SimClocks {
  readonly clock: Clock;
  readonly store: MemoryStore;
}

export class SharedLog {
  readonly violations: string[] = [];
  /** What callers were told. */
  answers = 0;
  circles = 0;
  refusals = 0;
  /** The output of this game is recorded with any message. */
  readonly message = { name: 'message' } as unknown as MessageType<unknown, never>;
  clock: Clock;
  store: MemoryStore;
  /** Counts the starts of the process: what an earlier one hears does not count. */
  incarnation = 0;
  game: GameMap | null = null;
  /** No faults, and nothing that hangs: no deadline may pass, and nothing is unreachable. */
  isCalm = false;
  /** Programs of `together` alone: none is refused. */
  isPure = false;
  readonly #absent = new Set<string>();
  readonly #dueHeard = new Set<string>();
  #playing = new Map<Place, PlaySelf[]>();
  #counts = new Map<string, number>();
  #waiting = new Map<number, { readonly what: string; readonly startMs: number }>();
  #watchCount = 0;

  constructor({ clock, store }: SimClocks) {
    this.clock = clock;
    this.store = store;
  }

  violate(kind: string, what: string): void {
    this.violations.push(`${kind}: ${what}`);
  }

  /** The process died, and starts with what the disk has. */
  restarted({ clock, store }: SimClocks): void {
    this.incarnation++;
    this.clock = clock;
    this.store = store;
    this.#playing = new Map();
    this.#counts = new Map();
    this.#waiting = new Map();
    this.checkDisk();
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get waitsFor(): readonly string[] {
    return [...this.#waiting.values()].map(({ what }) => what);
  }

  kindOf(self: PlaySelf): string {
    if (self.destroy === undefined) return 'bag';
    return 'purse' in self.rows ? 'account' : 'temp';
  }

  /** It settles by its deadline. */
  async watch(what: string, run: () => Promise<void>): Promise<void> {
    const { incarnation } = this;
    const startMs = this.clock.monotonicMs();
    const number = this.#watchCount++;
    this.#waiting.set(number, { what, startMs });
    await run();
    if (incarnation !== this.incarnation) return new Promise(() => {});
    this.#waiting.delete(number);
    const ms = this.clock.monotonicMs() - startMs;
    if (ms > LATE_MS_MAX) this.violate('late', `${what} took ${ms} ms`);
  }

  /** One turn at a time: another one must be over. */
  begins(self: PlaySelf, place: Place): void {
    const others = this.#playing.get(place) ?? [];
    if (others.some((other) => isOpen(other))) this.violate('two turns', `at ${place}`);
    this.#playing.set(place, [...others.filter((other) => isOpen(other)), self]);
  }

  ends(self: PlaySelf, place: Place): void {
    const others = this.#playing.get(place)?.filter((other) => other !== self) ?? [];
    this.#playing.set(place, others);
  }

  arrived({ from, committed = [], id }: Order, place: Place): void {
    this.heard(committed, `the arrival of ${id}`);
    if (from === undefined) return;
    const key = `${from.sender} to ${place}`;
    if (from.count <= (this.#counts.get(key) ?? 0)) this.violate('order', `${key}: ${from.count}`);
    this.#counts.set(key, from.count);
  }

  /** Somebody was told of these effects: the disk has them. */
  heard(marks: readonly Mark[], how: string): void {
    this.answers++;
    for (const mark of marks) {
      if (this.game === null || mark.place >= this.game.purses) continue;
      const { id } = mark;
      // What is due may have rung meanwhile.
      const isThere =
        this.#has(mark) || (id.startsWith('due ') && this.#has({ ...mark, id: id.replace('due', 'rang') }));
      if (!isThere && !this.store.isDead) this.violate('let out', `${how}: ${id} at ${mark.place} is not on the disk`);
      if (id.startsWith('due ')) this.#dueHeard.add(`${mark.place} ${id}`);
    }
  }

  mustBeAbsent(marks: readonly Mark[]): void {
    for (const { id } of marks) this.#absent.add(id);
  }

  failed(order: Order, error: ActorError, isOnce: boolean): void {
    const { code, mayHaveRun } = error;
    if (code === 'actor-cycle') this.circles++;
    else this.refusals++;
    if (!mayHaveRun && !isOnce) for (const id of idsOf(order.steps)) this.#absent.add(id);
    if (
      this.isCalm &&
      ['actor-deadline', 'actor-unreachable', 'lease-lost', 'not-durable', 'turn-over', 'actor-start-failed'].includes(
        code,
      )
    ) {
      this.violate('hung', `${order.id}: ${error.message}`);
    }
    if (code === 'actor-cycle' && error.chain.length < 2) this.violate('chain', error.message);
    if (this.isPure && code !== 'actor-failed') this.violate('refused', error.message);
  }

  togetherFailed({ code, message }: ActorError): void {
    if (code === 'actor-cycle') this.circles++;
    else this.refusals++;
    if (this.isPure) this.violate('refused', message);
    if (this.isCalm && !['actor-cycle', 'turn-has-changes'].includes(code)) this.violate('hung', message);
  }

  #has(mark: Mark): boolean {
    const { game } = this;
    return game !== null && this.store.durable.get(game.textOf(mark.place))?.get(game.markKeyOf(mark)) !== undefined;
  }

  /** Holds for what the disk has at any moment. */
  checkDisk(): void {
    const { game } = this;
    if (game === null) return;
    let gold = 0;
    const places = new Map<string, number>();
    for (let place = 0; place < game.purses; place++) {
      const content = this.store.durable.get(game.textOf(place)) ?? new Map<string, unknown>();
      gold += (content.get(game.purseKeyOf(place)) as { readonly n: number } | undefined)?.n ?? GOLD;
      for (const [key, value] of content) {
        if (!key.includes('mark\0')) continue;
        const { id, n } = value as { readonly id: string; readonly n: number };
        if (n > 1) this.violate('doubled', `${id} at ${place}: ${n} times`);
        places.set(id, (places.get(id) ?? 0) + 1);
      }
    }
    if (gold !== GOLD * game.purses) this.violate('halves', `gold ${gold}, not ${GOLD * game.purses}`);
    for (const [id, count] of places) {
      const wanted = this.togethers.get(id);
      if (wanted !== undefined && wanted !== count) this.violate('halves', `${id} at ${count} of ${wanted}`);
      if (this.#absent.has(id)) this.violate('not undone', `${id} is on the disk`);
    }
  }

  /** How many owners each `together` has. */
  readonly togethers = new Map<string, number>();

  /** When nothing runs any longer. */
  checkQuiet(): void {
    this.checkDisk();
    const { game } = this;
    if (game === null) return;
    for (const due of this.#dueHeard) {
      const [place = '', ...id] = due.split(' ');
      const mark = { place: Number(place), id: id.join(' ').replace('due', 'rang') };
      if (!this.#has(mark)) this.violate('alarm lost', due);
    }
    for (let place = 0; place < game.places; place++) {
      if (!this.store.isSame(game.textOf(place))) this.violate('memory', `${place} differs from the disk`);
    }
  }
}

function isOpen(self: PlaySelf): boolean {
  try {
    return self.rows !== undefined;
  } catch {
    return false;
  }
}
