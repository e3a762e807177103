// Upgrades a real server under robots, again and again. In most rounds the old or the new process dies (SIGKILL) at a step drawn from
// the seed. Afterwards one process serves, and no robot was disconnected, unless the step says that nobody can: then the server starts
// again. At the end the store itself is read.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { messageOf, SeededRandom } from '../../src/base/index.ts';
import { createClientReactor } from '../../src/client/index.ts';
import type { Reactor } from '../../src/reactor/index.ts';
import { askControl } from '../../src/server/control/index.ts';
import type { Status } from '../../src/server/index.ts';
import { Child } from './child.ts';
import { playUntilGone } from './digger.ts';
import { Ledger } from './ledger.ts';
import { checkStore, READY, READY_MS_MAX } from './store-chaos.ts';

const SERVER = join(import.meta.dirname, 'upgrade-server.ts');
/** Players play so long before and behind an upgrade, in milliseconds. */
const PLAY_MS = 1_500;
const UPGRADE_MS_MAX = 120_000;
/** How often it is looked whether the step was reached, each 0.1 s. */
const STEP_TRIES_MAX = 80;
const FAULTS_SHOWN_MAX = 20;

/** What follows from a death: the old process serves on, the new one serves, or nobody does and the server is started again. */
type Outcome = 'kept' | 'moved' | 'crash';

/** Steps at which a process dies; null: nobody dies. */
const POINTS: readonly (readonly [point: string | null, outcome: Outcome])[] = [
  [null, 'moved'],
  [null, 'moved'],
  ['old store copy is over', 'crash'],
  ['old gate freeze is over', 'crash'],
  ['old store freeze begins', 'crash'],
  ['old store freeze is over', 'crash'],
  ['old store transfer is over', 'crash'],
  ['old control release begins', 'moved'],
  ['old gate release begins', 'moved'],
  ['old store release begins', 'moved'],
  ['old store release is over', 'moved'],
  ['new store takes a frame', 'kept'],
  ['new gate takes a frame', 'kept'],
  ['new store adopted begins', 'kept'],
  ['new store adopted is over', 'kept'],
  ['new gate adopted is over', 'kept'],
  ['new control adopted is over', 'kept'],
  ['new log start begins', 'crash'],
  ['new store start is over', 'crash'],
  ['new listeners start is over', 'crash'],
];

export interface UpgradeChaosOptions {
  readonly rounds: number;
  readonly robots: number;
  readonly seed: number;
  /** A PostgreSQL database; when left out, SQLite in its own directory. */
  readonly store?: string;
  print(line: string): void;
}

export interface UpgradeChaosResult {
  readonly lost: number;
  readonly doubled: number;
  /** Robots that were disconnected where nobody had to be. */
  readonly dropped: number;
  /** Rounds with another outcome than their step has. */
  readonly wrong: number;
  readonly acknowledged: number;
}

export async function runUpgradeChaos(options: UpgradeChaosOptions): Promise<UpgradeChaosResult> {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-upgrade-'));
  const reactor = createClientReactor();
  const chaos = new UpgradeChaos(options, directory, reactor);
  try {
    await chaos.run();
    await checkStore(options.store, directory, chaos.ledger);
    const { ledger, dropped, wrong } = chaos;
    for (const fault of ledger.faults.slice(0, FAULTS_SHOWN_MAX)) options.print(fault);
    options.print(
      `${options.rounds} upgrades, ${ledger.created} roles and ${ledger.acknowledged} changes acknowledged`,
    );
    options.print(`lost ${ledger.lost}, doubled ${ledger.duplicated}, dropped ${dropped}, wrong ${wrong}`);
    const { lost, duplicated: doubled, acknowledged } = ledger;
    return { lost, doubled, dropped, wrong, acknowledged };
  } finally {
    await chaos.end();
    await reactor.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

class UpgradeChaos {
  readonly ledger = new Ledger();
  dropped = 0;
  wrong = 0;
  readonly #options: UpgradeChaosOptions;
  readonly #directory: string;
  readonly #reactor: Reactor;
  readonly #random: SeededRandom;
  readonly #prefix: string;
  #child: Child | null = null;
  #pid = 0;
  #gone = 0;
  #playing: Promise<void>[] = [];
  #accounts = 0;

  constructor(options: UpgradeChaosOptions, directory: string, reactor: Reactor) {
    this.#options = options;
    this.#directory = directory;
    this.#reactor = reactor;
    this.#random = new SeededRandom(options.seed);
    this.#prefix = `u${options.seed}t${Date.now().toString(36)}`;
  }

  async run(): Promise<void> {
    const { rounds, print } = this.#options;
    await this.#start();
    for (let round = 1; round <= rounds; round++) {
      const [point, outcome] = this.#draw(round);
      await setTimeout(PLAY_MS);
      const goneBefore = this.#gone;
      const found = await this.#upgrade(point);
      await setTimeout(PLAY_MS / 2);
      const gone = this.#gone - goneBefore;
      if (found !== outcome) this.wrong++;
      if (outcome !== 'crash') this.dropped += gone;
      const what = point === null ? 'nobody dies' : `a process dies: ${point}`;
      print(
        `upgrade ${round} of ${rounds}: ${what}; ${found}${found === outcome ? '' : `, not ${outcome}`}, disconnected ${gone}`,
      );
      if (found === 'crash') await this.#start();
    }
    await this.end();
  }

  /** Each step once, as far as there are rounds; then again in another order. */
  #draw(round: number): (typeof POINTS)[number] {
    const at = (round - 1) % POINTS.length;
    const shift = Math.floor((round - 1) / POINTS.length) === 0 ? 0 : this.#random.below(POINTS.length);
    return POINTS[(at * 7 + shift + this.#options.seed) % POINTS.length] as (typeof POINTS)[number];
  }

  /** Stops what serves. */
  async end(): Promise<void> {
    if (this.#pid !== 0) await stopProcess(this.#pid);
    await this.#child?.kill();
    this.#pid = 0;
    this.#child = null;
    await Promise.all(this.#playing.splice(0));
  }

  async #start(): Promise<void> {
    await this.end();
    const { robots, store = '' } = this.#options;
    const child = new Child([this.#directory, store], { JADEGATE_DATA_DIRECTORY: this.#directory }, SERVER);
    const ready = await Promise.race([child.ready, setTimeout(READY_MS_MAX, null, { ref: false })]);
    const url = READY.exec(ready ?? '')?.[1];
    this.#child = child;
    if (url === undefined) throw new Error(`the server did not start:\n${child.errors.join('\n')}`);
    this.#pid = (await this.#status())?.pid ?? 0;
    const { ledger } = this;
    const [reactor, nextAccount] = [this.#reactor, () => `${this.#prefix}n${this.#accounts++}`];
    this.#playing = Array.from({ length: robots }, async () => {
      await playUntilGone({ url, reactor, ledger, nextAccount });
      this.#gone++;
    });
  }

  async #upgrade(point: string | null): Promise<Outcome> {
    const file = join(this.#directory, 'crash-point');
    if (point !== null) writeFileSync(file, point);
    try {
      await askControl(this.#directory, { command: 'upgrade' }, { waitMs: UPGRADE_MS_MAX });
    } catch (error) {
      // A process that died answers nobody.
      if (point === null) this.ledger.faults.push(`upgrade: ${messageOf(error)}`);
    }
    // A step behind the commit comes after the answer.
    for (let tries = 0; existsSync(file) && tries < STEP_TRIES_MAX; tries++) await setTimeout(100);
    if (point !== null && existsSync(file)) {
      this.ledger.faults.push(`no process reached the step '${point}'`);
      rmSync(file);
    }
    const status = await this.#statusSoon();
    if (status === null) {
      this.#pid = 0;
      return 'crash';
    }
    const isKept = status.pid === this.#pid;
    this.#pid = status.pid;
    return isKept ? 'kept' : 'moved';
  }

  /** A new server that is to serve opens its socket within a moment, also when the old one is dead. */
  async #statusSoon(): Promise<Status | null> {
    for (let tries = 0; tries < 30; tries++) {
      const status = await this.#status();
      if (status !== null) return status;
      await setTimeout(200);
    }
    return null;
  }

  async #status(): Promise<Status | null> {
    // It is none of ours that answers wrongly.
    return (await askControl(this.#directory, { command: 'status' }).catch(() => null)) as Status | null;
  }
}

async function stopProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
    for (;;) {
      await setTimeout(100);
      process.kill(pid, 0);
      if (isZombie(pid)) return;
    }
  } catch {
    // It has ended.
  }
}

function isZombie(pid: number): boolean {
  return !existsSync(`/proc/${pid}/exe`);
}
