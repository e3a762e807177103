// The run: start, let robots play, kill, repeat; then stop in order, open the store and count.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Counters, SeededRandom, silentLogger, systemClock } from '../../src/base/index.ts';
import { createClientReactor } from '../../src/client/index.ts';
import { rolesTables } from '../../src/modules/roles/index.ts';
import type { Reactor } from '../../src/reactor/index.ts';
import { openServerStore } from '../../src/server/index.ts';
import { readConfig } from '../../src/server/settings/index.ts';
import type { Store } from '../../src/store/index.ts';
import { mine, ore } from '../../templates/game/mine.module.ts';
import { Child } from './child.ts';
import { playUntilGone } from './digger.ts';
import { DIGS_A_PLACE, Ledger } from './ledger.ts';

export const GAME = join(import.meta.dirname, '../../templates/game/jadegate.config.ts');
export const READY = /gate=(tcp:\/\/\S+)/;

export interface ChaosOptions {
  readonly kills: number;
  readonly robots: number;
  readonly seed: number;
  /** A PostgreSQL database; when left out, SQLite in its own directory. */
  readonly store?: string;
  /** The longest time between a server's start and its kill, in milliseconds. */
  readonly lifeMsMax?: number;
  print(line: string): void;
}

export interface ChaosResult {
  readonly lost: number;
  readonly duplicated: number;
  readonly created: number;
  readonly acknowledged: number;
}

const LIFE_MS_MIN = 100;
const LIFE_MS_MAX = 3_000;
/** One kill in this many comes before the server is ready, while it repairs what the earlier one left. */
const EARLY_KILL_OUT_OF = 5;
const EARLY_MS_MAX = 900;
/** A server that takes longer to start is considered failed. */
export const READY_MS_MAX = 60_000;
/** How often the last server gets more time while nothing at all was acknowledged. */
const LAST_TRIES_MAX = 200;
const FAULTS_SHOWN_MAX = 20;

export async function runStoreChaos(options: ChaosOptions): Promise<ChaosResult> {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-chaos-'));
  const reactor = createClientReactor();
  const ledger = new Ledger();
  try {
    await killAgainAndAgain(options, { directory, reactor, ledger });
    const { created, acknowledged } = ledger;
    await checkStore(options.store, directory, ledger);
    for (const fault of ledger.faults.slice(0, FAULTS_SHOWN_MAX)) options.print(fault);
    options.print(`${options.kills} kills, ${created} roles and ${acknowledged} changes acknowledged`);
    options.print(`lost ${ledger.lost}, duplicated ${ledger.duplicated}`);
    return { lost: ledger.lost, duplicated: ledger.duplicated, created, acknowledged };
  } finally {
    await reactor.stop();
    rmSync(directory, { recursive: true });
  }
}

interface Run {
  readonly directory: string;
  readonly reactor: Reactor;
  readonly ledger: Ledger;
}

async function killAgainAndAgain(options: ChaosOptions, { directory, reactor, ledger }: Run): Promise<void> {
  const random = new SeededRandom(options.seed);
  // A database may contain accounts of an earlier run.
  const prefix = `c${options.seed}t${Date.now().toString(36)}`;
  const accounts: string[] = [];
  const nextAccount = (): string => {
    // Half of the time an account that has a role already, whose data is then checked.
    if (accounts.length > options.robots && random.below(2) === 0) {
      const at = random.below(accounts.length - options.robots);
      const [account = ''] = accounts.splice(at, 1);
      accounts.push(account);
      return account;
    }
    const account = `${prefix}n${ledger.roles.size}`;
    accounts.push(account);
    ledger.role(account);
    return account;
  };
  for (let kill = 1; kill <= options.kills + 1; kill++) {
    const isLast = kill > options.kills;
    const server = startServer(options.store, directory);
    if (!isLast && random.below(EARLY_KILL_OUT_OF) === 0) {
      await setTimeout(random.below(EARLY_MS_MAX));
      await server.kill();
      options.print(`kill ${kill} of ${options.kills}: during the start`);
      continue;
    }
    const ready = await Promise.race([server.ready, setTimeout(READY_MS_MAX, null, { ref: false })]);
    const url = READY.exec(ready ?? '')?.[1];
    if (url === undefined) {
      await server.kill();
      throw new Error(`the server did not restart:\n${server.errors.join('\n')}`);
    }
    const robots = Array.from({ length: options.robots }, () => playUntilGone({ url, reactor, ledger, nextAccount }));
    const lifeMs = LIFE_MS_MIN + random.below((options.lifeMsMax ?? LIFE_MS_MAX) - LIFE_MS_MIN);
    await setTimeout(lifeMs);
    // On a busy machine, no robot may have dug yet: a run that checks nothing proves nothing.
    for (let tries = 0; isLast && ledger.acknowledged === 0 && tries < LAST_TRIES_MAX; tries++)
      await setTimeout(LIFE_MS_MIN);
    await (isLast ? server.stop() : server.kill());
    await Promise.all(robots);
    for (const error of server.errors) ledger.faults.push(`server: ${error}`);
    const told = `${ledger.created} roles and ${ledger.acknowledged} changes acknowledged`;
    if (!isLast) options.print(`kill ${kill} of ${options.kills}: after ${lifeMs} ms, ${told}; lost ${ledger.lost}`);
  }
}

export function startServer(store: string | undefined, directory: string): Child {
  return new Child(['start', '--dev', '--config', GAME, '--data', directory, '--port', '0', '--log', 'error'], {
    // The kill finds roles in every stage of being flushed.
    JADEGATE_LIVE_FLUSH_SECONDS: '0.3',
    ...(store === undefined ? {} : { JADEGATE_STORE: store }),
  });
}

/** Reads the store itself: every acknowledged role and dig must be in it, and no id twice. */
export async function checkStore(place: string | undefined, directory: string, ledger: Ledger): Promise<void> {
  const config = readConfig({
    flags: { dataDirectory: directory, ...(place === undefined ? {} : { store: place }) },
  });
  const parts = { clock: systemClock, log: silentLogger, counters: new Counters() };
  const store = await openServerStore({ config, modules: [mine] }, parts);
  try {
    const seen = new Map<bigint, string>();
    for (const role of ledger.roles.values()) {
      const owned = await store.table(rolesTables.accountRole).list({ account: role.account });
      if (owned.length > 1) ledger.missing(role, `it has ${owned.length} roles`);
      if (role.roleId !== null && !owned.some(({ roleId }) => roleId === role.roleId))
        ledger.missing(role, 'its role is missing');
      for (const { roleId } of owned) {
        if (seen.has(roleId)) ledger.missing(role, `role ${roleId} is ${seen.get(roleId)}'s too`);
        seen.set(roleId, role.account);
        if ((await store.table(rolesTables.role).get(roleId)) === null)
          ledger.missing(role, `role ${roleId} has no row`);
        ledger.dug(role, await digsOf(store, roleId));
      }
    }
  } finally {
    await store.close();
  }
}

async function digsOf(store: Store, roleId: bigint): Promise<number> {
  const rows = await store.table(ore).list(roleId);
  return rows.reduce((sum, { left }) => sum + DIGS_A_PLACE - left, 0);
}
