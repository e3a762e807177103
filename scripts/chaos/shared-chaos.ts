// The run of `chaos -- shared`: robots trade, bid and join guilds and a shop pays, while the server is killed at random moments and at
// each step of a change that several owners or a receipt share. At the end the lots are closed, the server stops in order, and the
// books of roles, guilds and the auction house are judged.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CrashStep } from '../../src/actor/index.ts';
import { Counters, SeededRandom, silentLogger, systemClock } from '../../src/base/index.ts';
import { createClientReactor } from '../../src/client/index.ts';
import { openServerStore } from '../../src/server/index.ts';
import { readConfig } from '../../src/server/settings/index.ts';
import type { Store } from '../../src/store/index.ts';
import { TestDatabase } from '../../src/store/postgres/postgres.fixture.ts';
import { Child } from './child.ts';
import { columnsOf } from './columns.ts';
import type { Bug } from './shared/guild.ts';
import { HOUSE, START_ITEMS, shared } from './shared/shared.module.ts';
import { bagTables, guildTables, houseTables } from './shared/shared.tables.ts';
import { type Entry, SharedOrders, type Stock } from './shared-orders.ts';
import { ask, type Game, GUILDS, type Life, SharedRobot, ShopLane } from './shared-players.ts';
import { READY_MS_MAX } from './store-chaos.ts';

export interface SharedChaosOptions {
  readonly kills: number;
  readonly robots: number;
  readonly seed: number;
  /** The PostgreSQL server in which the run makes a database of its own; SQLite when left out. */
  readonly store?: string;
  /** A mistake that is planted into the game. */
  readonly bug?: Bug;
  /** One kill of each, in turn; all kinds when left out. */
  readonly kinds?: readonly KillKind[];
  print(line: string): void;
}

export interface SharedChaosResult {
  readonly orders: SharedOrders;
  /** Kills by their kind: how many there were, and how many of them came at their step. */
  readonly kills: ReadonlyMap<string, KillCount>;
}

interface KillCount {
  times: number;
  atStep: number;
  answered: number;
  /** Orders that were sent and not answered when the server died. */
  open: number;
}

const STEPS = ['before-journal', 'after-journal', 'between-owners', 'before-answer'] as const satisfies CrashStep[];
/** `start`: before the server is ready, while it repairs what the earlier one left. `any`: at any moment. */
export const KILL_KINDS = ['any', ...STEPS, 'start'] as const;
type KillKind = (typeof KILL_KINDS)[number];

const PROGRAM = join(import.meta.dirname, 'shared/shared-process.ts');
const READY = /gate=(\S+) http=(\S+)/;
const LANES = 4;
const START_MS_MAX = 900;
const LIFE_MS_MIN = 300;
const LIFE_MS_MAX = 3_000;
/** A server dies when it is at its step for the nth time, n up to this. */
const STEP_TIMES_MAX = 150;
/** A server that has not come to its step by then is killed at once. */
const STEP_MS_MAX = 20_000;
/** How long open orders and lots may take at the end. */
const FINISH_MS_MAX = 90_000;
const SETTLE_MS = 200;
const FAULTS_SHOWN_MAX = 20;

/** Null when no PostgreSQL server answers. */
export async function runSharedChaos(options: SharedChaosOptions): Promise<SharedChaosResult | null> {
  const database = options.store === undefined ? null : await TestDatabase.create('shared', options.store);
  if (options.store !== undefined && database === null) return null;
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-chaos-'));
  const game: Game = {
    reactor: createClientReactor(),
    random: new SeededRandom(options.seed),
    orders: new SharedOrders(),
    prefix: `s${options.seed}`,
    roleIds: [],
    again: new Map(),
  };
  const place: Place = { directory, store: database?.url().href };
  const { orders } = game;
  try {
    const kills = await killAgainAndAgain(options, place, game);
    orders.check(await readStock(place, game));
    report(options, game, kills);
    return { orders, kills };
  } finally {
    await game.reactor.stop();
    await database?.drop();
    rmSync(directory, { recursive: true });
  }
}

interface Place {
  readonly directory: string;
  readonly store: string | undefined;
}

async function killAgainAndAgain(
  options: SharedChaosOptions,
  place: Place,
  game: Game,
): Promise<SharedChaosResult['kills']> {
  const { kills, kinds = KILL_KINDS, print } = options;
  const { random, orders } = game;
  const robots = Array.from({ length: options.robots }, (_, at) => new SharedRobot(game, at));
  const players = [...robots, ...Array.from({ length: LANES }, (_, at) => new ShopLane(game, at))];
  const counts = new Map<string, KillCount>(kinds.map((kind) => [kind, { times: 0, atStep: 0, answered: 0, open: 0 }]));
  for (let kill = 1; kill <= kills; kill++) {
    const kind = kinds[(kill - 1) % kinds.length] ?? 'any';
    const server = startServer(options, place, isStep(kind) ? `${kind}:${1 + random.below(STEP_TIMES_MAX)}` : null);
    const before = orders.answered;
    let isAtStep = true;
    if (kind === 'start') await killEarly(server, random);
    else {
      const life = await readLife(server);
      const playing = players.map((player) => player.play(life));
      isAtStep = await killPlaying(server, kind, random);
      await Promise.all(playing);
    }
    const count = counts.get(kind);
    if (count !== undefined) {
      count.times++;
      if (isAtStep) count.atStep++;
      count.answered += orders.answered - before;
      count.open += orders.open;
    }
    for (const error of server.errors) orders.faults.push(`server: ${error}`);
    const where = isAtStep ? kind : `not at ${kind}`;
    print(`kill ${kill} of ${kills}: ${where}; ${orders.answered} orders answered, ${orders.open} open`);
  }
  await finish(options, { place, game, players });
  return counts;
}

function isStep(kind: KillKind): boolean {
  return kind !== 'any' && kind !== 'start';
}

function startServer({ bug }: SharedChaosOptions, { directory, store }: Place, crash: string | null): Child {
  const args = ['--data', directory];
  if (store !== undefined) args.push('--store', store);
  if (crash !== null) args.push('--crash', crash);
  if (bug !== undefined) args.push('--bug', bug);
  return new Child(args, {}, PROGRAM);
}

async function killEarly(server: Child, random: SeededRandom): Promise<void> {
  await setTimeout(random.below(START_MS_MAX));
  await server.kill();
}

/** Waits for the ready line. */
async function readLife(server: Child): Promise<Life> {
  const ready = await Promise.race([server.ready, setTimeout(READY_MS_MAX, null, { ref: false })]);
  const [, url, http] = READY.exec(ready ?? '') ?? [];
  if (url === undefined || http === undefined) {
    await server.kill();
    throw new Error(`the server did not start:\n${server.errors.join('\n')}`);
  }
  const life = { url, http, isOver: false, isFinishing: false };
  void server.ended.then(() => {
    life.isOver = true;
  });
  return life;
}

/** Kills the server at any moment, or lets it die at its step. False when it did not get there. */
async function killPlaying(server: Child, kind: KillKind, random: SeededRandom): Promise<boolean> {
  if (isStep(kind)) {
    const isDead = await Promise.race([server.ended.then(() => true), setTimeout(STEP_MS_MAX, false, { ref: false })]);
    if (isDead) return true;
  } else await setTimeout(LIFE_MS_MIN + random.below(LIFE_MS_MAX - LIFE_MS_MIN));
  await server.kill();
  return !isStep(kind);
}

interface Finish {
  readonly place: Place;
  readonly game: Game;
  readonly players: readonly { play(life: Life): Promise<void> }[];
}

/** The last server: every open order is answered, and every lot closed. */
async function finish(options: SharedChaosOptions, { place, game, players }: Finish): Promise<void> {
  const server = startServer(options, place, null);
  const life = await readLife(server);
  const playing = Promise.all(players.map((player) => player.play(life)));
  await setTimeout(LIFE_MS_MAX);
  life.isFinishing = true;
  const deadline = setTimeout(FINISH_MS_MAX, true, { ref: false });
  if ((await Promise.race([playing.then(() => false), deadline])) || life.isOver)
    game.orders.find('lost', `${game.orders.open} orders were not answered by a server that nobody killed`);
  let left = await ask(`${life.http}/open`, { method: 'GET' });
  const untilMs = performance.now() + FINISH_MS_MAX;
  while (left?.text !== '0' && performance.now() < untilMs) {
    await setTimeout(SETTLE_MS);
    left = await ask(`${life.http}/open`, { method: 'GET' });
  }
  if (left?.text !== '0') game.orders.find('lost', `lots that no alarm has closed: ${left?.text}`);
  await server.stop();
  await playing;
  for (const error of server.errors) game.orders.faults.push(`server: ${error}`);
}

/** The books of all owners. */
async function readStock({ directory, store: place }: Place, { roleIds }: Game): Promise<Stock> {
  const flags = { dataDirectory: directory, ...(place === undefined ? {} : { store: place }) };
  const parts = { clock: systemClock, log: silentLogger, counters: new Counters() };
  const store = await openServerStore({ config: readConfig({ flags }), modules: [shared] }, parts);
  try {
    return await stockOf(store, roleIds);
  } finally {
    await store.close();
  }
}

async function stockOf(store: Store, roleIds: readonly bigint[]): Promise<Stock> {
  const entries: Entry[] = [];
  const balances = new Map<string, bigint>();
  const items: bigint[] = [];
  const add = (owner: string, deeds: readonly Omit<Entry, 'owner'>[], gold: readonly { readonly gold: bigint }[]) => {
    for (const { id, gold, parts, times } of deeds) entries.push({ owner, id, gold, parts, times });
    balances.set(owner, gold[0]?.gold ?? 0n);
  };
  for (const roleId of roleIds) {
    const [deeds, gold] = [store.table(bagTables.deed).list(roleId), store.table(bagTables.gold).list(roleId)];
    add(`r${roleId}`, await deeds, await gold);
    for (const { id } of await store.table(bagTables.item).list(roleId)) items.push(id);
  }
  for (let id = 1n; id <= GUILDS; id++) {
    const [deeds, gold] = [store.table(guildTables.deed).list(id), store.table(guildTables.gold).list(id)];
    add(`guild/${id}`, await deeds, await gold);
  }
  const [deeds, gold] = [store.table(houseTables.deed).list(HOUSE), store.table(houseTables.gold).list(HOUSE)];
  add(`house/${HOUSE}`, await deeds, await gold);
  for (const { item } of await store.table(houseTables.lot).list(HOUSE)) items.push(item);
  return { entries, balances, items, itemsARole: START_ITEMS };
}

function report(
  { kills, print }: SharedChaosOptions,
  { orders, again }: Game,
  counts: SharedChaosResult['kills'],
): void {
  for (const fault of orders.faults.slice(0, FAULTS_SHOWN_MAX)) print(fault);
  const killRows = [...counts].map(([kind, { times, atStep, answered, open }]) => [
    kind,
    times,
    atStep,
    answered,
    open,
  ]);
  for (const line of columnsOf(['kill', 'times', 'at its step', 'answered', 'open then'], killRows)) print(line);
  for (const line of columnsOf(['deed', 'done', 'refused', 'open', 'sent again'], orders.rows())) print(line);
  for (const [answer, count] of again) print(`${count} × ${answer}`);
  print(`${kills} kills, ${orders.known.size} roles, ${orders.answered} orders answered`);
  print(`lost ${orders.lost}, doubled ${orders.doubled}, halves ${orders.halves}`);
}
