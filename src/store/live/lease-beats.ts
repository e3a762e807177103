// The beat of this process: it shows that the process is alive, and returns what other processes want from it. While others are alive,
// it looks for that often, so that a call does not wait for the next beat; a process that runs alone does not look.
import { type Cancel, type Clock, type Logger, messageOf } from '../../base/index.ts';
import type { Body } from '../body/index.ts';
import { beatHolder, findWanted, type HolderBeat, type Wanted } from './lease-procedures.ts';
import { HAND_OVERS_MAX, HOLDERS_MAX, LEASE_BEAT_MS, LEASE_MS, WANTED_LOOK_MS } from './limits.ts';

export interface LeaseBeatsDependencies {
  readonly body: Pick<Body, 'run'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly holder: string;
}

/** A beat, and since when this process sees it. */
interface Standing {
  readonly beat: number;
  readonly sinceMs: number;
}

export class LeaseBeats {
  readonly #dependencies: LeaseBeatsDependencies;
  readonly #wanted: (wanted: Wanted) => void;
  readonly #cancelBeat: Cancel;
  #cancelLook: Cancel | null = null;
  #isBeating = false;
  /** The beats of the others, as of this process's last one. Null before the first. */
  #others: ReadonlyMap<string, Standing> | null = null;
  /** Until then others count as alive. */
  #lookUntilMs = 0;
  #isStopped = false;

  constructor(dependencies: LeaseBeatsDependencies, wanted: (wanted: Wanted) => void) {
    this.#dependencies = dependencies;
    this.#wanted = wanted;
    this.#cancelBeat = dependencies.clock.every(LEASE_BEAT_MS, () => void this.#beat());
  }

  /** Another process is alive, or was a moment ago. */
  sawOther(): void {
    if (this.#isStopped) return;
    this.#lookUntilMs = this.#dependencies.clock.monotonicMs() + LEASE_MS;
    this.#lookLater();
  }

  /** Since when that beat of another process was seen to stand; null when it was not seen. */
  standsSince(holder: string, beat: number): number | null {
    const standing = this.#others?.get(holder);
    return standing?.beat === beat ? standing.sinceMs : null;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelBeat();
    this.#cancelLook?.();
  }

  async #beat(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    const { body, holder, log } = this.#dependencies;
    try {
      const { wanted, others } = await body.run(beatHolder, {
        holder,
        countMax: HAND_OVERS_MAX,
        othersMax: HOLDERS_MAX,
      });
      this.#noteOthers(others);
      this.#report(wanted);
    } catch (thrown) {
      // The flusher logs this too; leases are safe because of their epochs.
      log.warn(`the leases of live owners could not be renewed: ${messageOf(thrown)}`);
    } finally {
      this.#isBeating = false;
    }
  }

  /** A beat that was raised since the last time, or is new since then, is that of a process that is alive. */
  #noteOthers(others: readonly HolderBeat[]): void {
    const known = this.#others;
    const nowMs = this.#dependencies.clock.monotonicMs();
    this.#others = new Map(
      others.map(({ holder, beat }) => {
        const before = known?.get(holder);
        return [holder, before?.beat === beat ? before : { beat, sinceMs: nowMs }];
      }),
    );
    if (known !== null && others.some(({ holder, beat }) => known.get(holder)?.beat !== beat)) this.sawOther();
  }

  #lookLater(): void {
    this.#cancelLook ??= this.#dependencies.clock.after(WANTED_LOOK_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { body, clock, holder } = this.#dependencies;
    try {
      this.#report(await body.run(findWanted, { holder, countMax: HAND_OVERS_MAX }));
    } catch {
      // The next beat reports a database that is away.
    }
    this.#cancelLook = null;
    if (!this.#isStopped && clock.monotonicMs() < this.#lookUntilMs) this.#lookLater();
  }

  #report(wanted: readonly Wanted[]): void {
    if (this.#isStopped) return;
    if (wanted.length > 0) this.sawOther();
    for (const each of wanted) this.#wanted(each);
  }
}
