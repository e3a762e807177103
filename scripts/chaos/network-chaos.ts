// The run of `chaos -- network`: a real server whose PostgreSQL lies behind a proxy with faults, and robots that create roles and dig
// meanwhile. Each request must end within its bound, with an answer or with the end of its session, and nothing that was acknowledged
// may be missing from the database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SeededRandom } from '../../src/base/index.ts';
import { ClientError, createClientReactor } from '../../src/client/index.ts';
import type { Reactor } from '../../src/reactor/index.ts';
import { TestDatabase } from '../../src/store/postgres/postgres.fixture.ts';
import { FAULTS, PostgresProxy } from '../../src/store/postgres/postgres-proxy.fixture.ts';
import type { Child } from './child.ts';
import { columnsOf } from './columns.ts';
import { playOnce, type RequestWatch } from './digger.ts';
import { Ledger } from './ledger.ts';
import { checkStore, READY, READY_MS_MAX, startServer } from './store-chaos.ts';

export interface NetworkChaosOptions {
  /** Faults, one after another. */
  readonly rounds: number;
  readonly robots: number;
  readonly seed: number;
  /** The PostgreSQL server in which the run makes a database of its own; this machine's when left out. */
  readonly store?: string;
  /** The longest fault, in milliseconds. */
  readonly faultMsMax?: number;
  print(line: string): void;
}

export interface NetworkChaosResult {
  readonly requests: number;
  readonly late: number;
  readonly lost: number;
  readonly created: number;
}

/** The longest time from a request to its answer or to the end of its session: a handler may take 30 seconds. */
export const REQUEST_MS_MAX = 32_000;

const FAULT_MS_MIN = 500;
const FAULT_MS_MAX = 20_000;
/** Time without a fault after each. */
const CALM_MS = 3_000;
/** A robot whose session ended waits before it returns. */
const PAUSE_MS = 200;
const FAULTS_SHOWN_MAX = 20;

/** Null when no PostgreSQL server answers. */
export async function runNetworkChaos(options: NetworkChaosOptions): Promise<NetworkChaosResult | null> {
  const database = await TestDatabase.create('chaos', options.store);
  if (database === null) return null;
  const store = database.url().href;
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-chaos-'));
  const reactor = createClientReactor();
  const proxy = await PostgresProxy.start(store);
  const ledger = new Ledger();
  const tally = new Tally();
  try {
    const server = startServer(proxy.url, directory);
    await playThroughFaults(options, { server, proxy, reactor, ledger, tally });
    await checkStore(store, directory, ledger);
    for (const fault of ledger.faults.slice(0, FAULTS_SHOWN_MAX)) options.print(fault);
    for (const line of tally.table()) options.print(line);
    const result = { requests: tally.requests, late: tally.late, lost: ledger.lost + ledger.duplicated };
    options.print(`${ledger.created} roles and ${ledger.acknowledged} changes acknowledged`);
    options.print(`requests ${result.requests}, beyond their bound ${result.late}, lost ${result.lost}`);
    return { ...result, created: ledger.created };
  } finally {
    await proxy.stop();
    await reactor.stop();
    await database.drop();
    rmSync(directory, { recursive: true });
  }
}

interface Run {
  readonly server: Child;
  readonly proxy: PostgresProxy;
  readonly reactor: Reactor;
  readonly ledger: Ledger;
  readonly tally: Tally;
}

async function playThroughFaults(options: NetworkChaosOptions, run: Run): Promise<void> {
  const { server, proxy, tally, ledger } = run;
  const ready = await Promise.race([server.ready, setTimeout(READY_MS_MAX, null, { ref: false })]);
  const url = READY.exec(ready ?? '')?.[1];
  if (url === undefined) {
    await server.kill();
    throw new Error(`the server did not start:\n${server.errors.join('\n')}`);
  }
  const random = new SeededRandom(options.seed);
  const over = new AbortController();
  const robots = Array.from({ length: options.robots }, (_, at) => playOn(`${url}`, `n${at}`, { ...run, over }));
  await setTimeout(CALM_MS);
  for (let round = 1; round <= options.rounds; round++) {
    const fault = FAULTS[random.below(FAULTS.length)] ?? 'cut';
    const faultMs = FAULT_MS_MIN + random.below((options.faultMsMax ?? FAULT_MS_MAX) - FAULT_MS_MIN);
    tally.begin(fault);
    proxy.begin(fault);
    await setTimeout(faultMs);
    proxy.end();
    await setTimeout(CALM_MS);
    const told = `${ledger.created} roles and ${ledger.acknowledged} changes acknowledged`;
    options.print(`fault ${round} of ${options.rounds}: ${fault} for ${faultMs} ms, ${told}; late ${tally.late}`);
  }
  over.abort();
  await Promise.all(robots);
  await server.stop();
}

async function playOn(
  url: string,
  prefix: string,
  { reactor, ledger, tally, over }: Run & { readonly over: AbortController },
): Promise<void> {
  for (let count = 0; !over.signal.aborted; count++) {
    // Half of the time the account of before, whose role is then checked.
    const nextAccount = () => `${prefix}x${Math.floor(count / 2)}`;
    try {
      await playOnce({ url, reactor, ledger, nextAccount, watch: tally, answerMsMax: REQUEST_MS_MAX });
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
}

interface Line {
  rounds: number;
  requests: number;
  failed: number;
  late: number;
  slowestMs: number;
}

/** Requests by the fault during which they began. */
class Tally implements RequestWatch {
  readonly #lines = new Map<string, Line>();
  #fault = 'none';

  begin(fault: string): void {
    this.#fault = fault;
    this.#line(fault).rounds++;
  }

  get requests(): number {
    return this.#sum('requests');
  }

  get late(): number {
    return this.#sum('late');
  }

  async watch<Result>(request: Promise<Result>): Promise<Result> {
    const line = this.#line(this.#fault);
    const sinceMs = performance.now();
    line.requests++;
    try {
      return await request;
    } catch (error) {
      line.failed++;
      if (error instanceof ClientError && error.code === 'timeout') line.late++;
      throw error;
    } finally {
      line.slowestMs = Math.max(line.slowestMs, Math.round(performance.now() - sinceMs));
    }
  }

  table(): readonly string[] {
    const head = ['fault', 'times', 'requests', 'ended by close', 'beyond the bound', 'slowest'];
    const rows = [...this.#lines].map(([fault, { rounds, requests, failed, late, slowestMs }]) => [
      fault,
      rounds,
      requests,
      failed,
      late,
      `${slowestMs} ms`,
    ]);
    return columnsOf(head, rows);
  }

  #sum(name: 'late' | 'requests'): number {
    return [...this.#lines.values()].reduce((sum, line) => sum + line[name], 0);
  }

  #line(fault: string): Line {
    let line = this.#lines.get(fault);
    if (line === undefined) {
      line = { rounds: 0, requests: 0, failed: 0, late: 0, slowestMs: 0 };
      this.#lines.set(fault, line);
    }
    return line;
  }
}
