// A simulation of watches: actors that watch each other and roles, while they fall asleep, are destroyed, fail to start, lose their
// leases and are called. After each step it compares what the hooks were given with what must have happened.
import { pick, SeededRandom, sleep } from '../base/index.ts';
import { bigint, StoreError } from '../store/index.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor, defineRoleActor } from './define-actor.ts';
import { countTable } from './tables.fixture.ts';

const STEPS = 80;
const CELLS = [1n, 2n, 3n, 4n];
const ROLES = [1n, 2n];
/** Longer than all stay awake. */
const QUIET_MS = 5_000;

type To = { readonly kind: 'cell' | 'soul'; readonly key: bigint };

/** One watch that has not ended, as the checker knows it. */
interface Known {
  /** How often its actor had been opened. */
  readonly watcherOpens: number;
  /** The same of what it watches; null when that was not there. */
  readonly targetOpens: number | null;
}

const soul = defineRoleActor({ name: 'soul' }).on('touch', () => {});

function createCell(run: WatchRun) {
  const cell = defineActor({ name: 'cell', key: bigint(), tables: { count: countTable }, idleMs: 800 })
    .hook('started', () => {
      if (run.isBroken) throw new Error('as planned');
    })
    .hook('gone', (self, { name, key }) => run.gone(self.key, `${name}/${key}`))
    .on('touch', () => {})
    .on('watch', (self, to: To): void => {
      // What the checker sees now is what the watch is about.
      run.note(self.key, to);
      self.watch(to.kind === 'cell' ? self.actor(cell, to.key) : self.actor(soul, to.key));
    })
    .on('unwatch', (self, to: To): void => {
      self.unwatch(to.kind === 'cell' ? self.actor(cell, to.key) : self.actor(soul, to.key));
      run.forget(self.key, to);
    })
    // Meanwhile the hook may wait for its turn.
    .on('dwell', async (self, to: To): Promise<void> => {
      const ref = to.kind === 'cell' ? self.actor(cell, to.key) : self.actor(soul, to.key);
      run.note(self.key, to);
      self.watch(ref);
      await sleep(self.clock, 300);
      self.unwatch(ref);
      run.forget(self.key, to);
      await sleep(self.clock, 100);
      run.note(self.key, to);
      self.watch(ref);
    })
    .on('die', (self) => {
      self.rows.count.upsert({ n: 1 });
      self.destroy();
    });
  return cell;
}

class WatchRun {
  readonly violations: string[] = [];
  readonly world: ActorWorld;
  heard = 0;
  readonly #random: SeededRandom;
  readonly #cell: ReturnType<typeof createCell>;
  readonly #opens = new Map<string, number>();
  /** How often each role began to play. */
  readonly #plays = new Map<bigint, number>();
  readonly #known = new Map<string, Map<string, Known>>();
  #isSlow = false;
  isBroken = false;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#cell = createCell(this);
    this.world = new ActorWorld([soul, this.#cell]);
    this.world.store.fault = (what, id) => this.#interfere(what, id.text);
  }

  async play(): Promise<this> {
    for (let step = 0; step < STEPS; step++) {
      this.#step();
      await this.#settle();
      this.#check(`step ${step}`);
    }
    this.isBroken = false;
    this.#isSlow = false;
    for (const role of ROLES) this.#leave(role);
    await this.world.advance(QUIET_MS);
    this.#check('the end');
    const { system } = this.world;
    if (system.ownerCount > 0) this.violations.push(`leak: ${system.ownerCount} owners are awake`);
    if (system.watchers.count > 0) this.violations.push(`leak: ${system.watchers.count} owners are watched`);
    return this;
  }

  #step(): void {
    const random = this.#random;
    const key = pick(random, CELLS);
    const ref = this.world.scope.actor(this.#cell, key);
    const isCell = random.below(3) > 0;
    const to: To = isCell ? { kind: 'cell', key: pick(random, CELLS) } : { kind: 'soul', key: pick(random, ROLES) };
    switch (random.below(13)) {
      case 0:
        ref.tell.touch();
        return;
      case 1:
        ref.tell.die();
        return;
      case 2:
        ref.tell.unwatch(to);
        return;
      case 3:
        this.world.store.fence(`cell/${key}`);
        return;
      case 4:
        this.world.store.want(`cell/${key}`);
        return;
      case 5:
        this.#leave(pick(random, ROLES));
        return;
      case 6:
        this.#enter(pick(random, ROLES));
        return;
      case 7:
        this.isBroken = random.below(3) === 0;
        return;
      case 8:
        this.#isSlow = random.below(2) === 0;
        return;
      case 9:
        if (to.kind === 'cell' && to.key === key) return;
        ref.tell.dwell(to);
        return;
      default:
        if (to.kind === 'cell' && to.key === key) return;
        // Twice is once, also in one turn.
        for (let count = 1 + random.below(2); count > 0; count--) ref.tell.watch(to);
    }
  }

  async #settle(): Promise<void> {
    await this.world.settle();
    const ms = 100 * this.#random.below(6);
    if (ms > 0) await this.world.advance(ms);
    await this.world.settle();
  }

  #enter(roleId: bigint): void {
    if (this.world.playing.has(roleId)) return;
    this.world.playing.add(roleId);
    this.#plays.set(roleId, (this.#plays.get(roleId) ?? 0) + 1);
  }

  #leave(roleId: bigint): void {
    if (!this.world.playing.delete(roleId)) return;
    this.world.system.left(roleId, 'peer-closed');
  }

  #interfere(what: 'open' | 'close' | 'receipt', text: string): Promise<void> {
    if (what === 'open') this.#opens.set(text, (this.#opens.get(text) ?? 0) + 1);
    if (what === 'open' && this.isBroken) return Promise.reject(new StoreError('busy', 'as planned'));
    if (!this.#isSlow) return Promise.resolve();
    return new Promise((resolve) => this.world.clock.after(300, resolve));
  }

  // The checker.

  #knownOf(key: bigint): Map<string, Known> {
    const known = this.#known.get(`${key}`) ?? new Map<string, Known>();
    this.#known.set(`${key}`, known);
    return known;
  }

  forget(key: bigint, { kind, key: to }: To): void {
    this.#knownOf(key).delete(`${kind}/${to}`);
  }

  opensOf(key: bigint): number {
    return this.#opens.get(`cell/${key}`) ?? 0;
  }

  /** How often what is watched began, if it is there. */
  #present({ kind, key }: To): number | null {
    if (kind === 'soul') return this.world.playing.has(key) ? (this.#plays.get(key) ?? 0) : null;
    const isThere = [...this.world.system.owners()].some(
      ({ id, isHandedOver }) => id.text === `cell/${key}` && !isHandedOver,
    );
    return isThere ? this.opensOf(key) : null;
  }

  note(key: bigint, to: To): void {
    const known = this.#knownOf(key);
    const place = `${to.kind}/${to.key}`;
    const watcherOpens = this.opensOf(key);
    if (known.get(place)?.watcherOpens === watcherOpens) return;
    known.set(place, { watcherOpens, targetOpens: this.#present(to) });
  }

  gone(key: bigint, place: string): void {
    this.heard++;
    const known = this.#knownOf(key).get(place);
    if (known === undefined || known.watcherOpens !== this.opensOf(key)) {
      this.violations.push(`unasked: ${key} heard that ${place} is gone`);
      return;
    }
    this.#knownOf(key).delete(place);
    if (known.targetOpens !== null && this.#present(toOf(place)) === known.targetOpens)
      this.violations.push(`false: ${key} heard that ${place} is gone, and it is there`);
  }

  #check(when: string): void {
    this.#checkMissed(when);
    const targets = new Set<string>();
    for (const { id } of this.world.system.owners())
      if (id.actor !== null) for (const place of this.#knownOf(id.key as bigint).keys()) targets.add(place);
    const { count } = this.world.system.watchers;
    if (count > targets.size) this.violations.push(`leak: ${count} are watched, not ${targets.size}, at ${when}`);
  }

  /** An actor that has nothing to do has heard of all that are gone. */
  #checkMissed(when: string): void {
    for (const { id, phase, turn, inbox } of this.world.system.owners()) {
      if (id.actor === null || phase !== 'awake' || turn !== null || inbox.count > 0) continue;
      const key = id.key as bigint;
      for (const [place, { watcherOpens, targetOpens }] of this.#knownOf(key)) {
        if (watcherOpens !== this.opensOf(key)) continue;
        if (targetOpens === null || this.#present(toOf(place)) !== targetOpens)
          this.violations.push(`missed: ${key} has not heard that ${place} is gone, at ${when}`);
      }
    }
  }
}

function toOf(place: string): To {
  const [kind, key = '0'] = place.split('/');
  return { kind: kind === 'soul' ? 'soul' : 'cell', key: BigInt(key) };
}

/** One run, drawn from the seed. */
export async function simulate(
  seed: number,
): Promise<{ readonly violations: readonly string[]; readonly heard: number }> {
  const { violations, heard } = await new WatchRun(seed).play();
  return { violations, heard };
}
