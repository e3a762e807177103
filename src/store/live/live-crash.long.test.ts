// Live roles, the journal and the database together, on a disk that forgets what was not flushed, in processes that die at any
// step of theirs: whatever was acknowledged is there afterwards, in order, and what was changed together is there together.
import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Counters, ManualClock, type Random, SeededRandom, silentLogger } from '../../base/index.ts';
import type { Body, OpenBody } from '../body/index.ts';
import { openStore, type Store } from '../front/index.ts';
import { Mortal, SimulatedDisk } from '../journal/journal-files.fixture.ts';
import { sqliteBody } from '../sqlite/index.ts';
import { roleIdOf } from '../table/index.ts';
import type { LiveRole } from './live-role.ts';
import { bag, hero } from './live-tables.fixture.ts';

const SEEDS = 40;
/** Processes of one run; each but the last dies. */
const LIVES = 5;
const ROLES = 4;
/** A life takes some hundred steps of the disk and the database; it dies at one of them. */
const STEPS_MAX = 220;
const ACTIONS = 120;
const SLOTS = 5;

/** What a role should hold: slots with their counts, and its level, as one text. */
type State = ReadonlyMap<string, number>;

/** What is known of one role: its states after each turn, and how far they are acknowledged. */
interface Model {
  readonly roleId: bigint;
  states: State[];
  acknowledged: number;
  role: LiveRole | null;
  isBusy: boolean;
}

/** The database, which outlives processes. */
async function openDatabase(): Promise<{ open(process: Mortal, random: Random): OpenBody; close(): Promise<void> }> {
  let body: Body | null = null;
  return {
    open: (mortal, random) => async (dependencies) => {
      body ??= await sqliteBody({ at: 'memory' })({ ...dependencies, clock: new ManualClock() });
      const inner = body;
      const step = <Result>(act: () => Promise<Result>) =>
        mortal.step(act, () => (random.below(2) === 0 ? act().catch(() => {}) : undefined));
      return {
        location: inner.location,
        codec: inner.codec,
        dialect: inner.dialect,
        tables: inner.tables,
        layouts: inner.layouts,
        identity: inner.identity,
        closed: inner.closed,
        snapshot: () => inner.snapshot(),
        health: () => inner.health(),
        load: (table, rows) => inner.load(table, rows),
        execute: (call) => step(() => inner.execute(call)),
        query: (query) => step(() => inner.query(query)),
        run: (procedure, args) => step(() => inner.run(procedure, args)),
        splits: () => inner.splits(),
        maintain: () => inner.maintain(),
        close: async () => {},
      };
    },
    close: async () => body?.close(),
  };
}

test('live: a process that dies at any step loses nothing that it acknowledged', { concurrency: 2 }, async (t) => {
  const only = process.env['SEED'];
  const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, seed) => seed + 1) : [Number(only)];
  for (const seed of seeds) await t.test(`SEED=${seed}`, () => run(seed));
});

async function run(seed: number): Promise<void> {
  const random = new SeededRandom(seed);
  const disk = new SimulatedDisk(random);
  const database = await openDatabase();
  const models = Array.from({ length: ROLES }, (_, at) => newModel(at));
  for (let life = 1; life <= LIVES; life++) {
    const isLast = life === LIVES;
    const mortal = new Mortal(isLast ? undefined : 1 + random.below(STEPS_MAX));
    const clock = new ManualClock();
    const opening = openStore({
      body: database.open(mortal, random),
      tables: [bag, hero],
      serverIds: [1],
      live: { openFiles: async () => disk.open(mortal), segmentBytes: 600, flushAgeMs: 2_000 },
      clock,
      log: silentLogger,
      counters: new Counters(),
      random,
    });
    const store = await untilDead(opening, mortal);
    if (store !== null) await live({ store, models, random, clock, mortal });
    if (!mortal.isDead && store !== null) {
      await untilDead(store.close(), mortal);
    }
    if (isLast) {
      assert.deepEqual(disk.names, ['holder'], 'nothing is left in the journal of a process that ended in order');
      break;
    }
    disk.reboot();
    for (const model of models) Object.assign(model, { role: null, isBusy: false });
  }
  const last = await openStore({
    body: database.open(new Mortal(), random),
    tables: [bag, hero],
    serverIds: [1],
    clock: new ManualClock(),
    log: silentLogger,
    counters: new Counters(),
  });
  for (const model of models) await check(last, model);
  await last.close();
  await database.close();
}

interface Life {
  readonly store: Store;
  readonly models: readonly Model[];
  readonly random: Random;
  readonly clock: ManualClock;
  readonly mortal: Mortal;
}

async function live(life: Life): Promise<void> {
  const { random, clock, mortal, models } = life;
  for (let action = 0; action < ACTIONS && !mortal.isDead; action++) {
    const model = models[random.below(models.length)] as Model;
    if (random.below(8) === 0) clock.advance(random.below(3_000));
    else if (model.role === null) void enter(life, model);
    else if (random.below(12) === 0) void leave(life, model);
    else change(model, random);
    if (random.below(2) === 0) await setImmediate();
  }
}

async function enter({ store, mortal }: Life, model: Model): Promise<void> {
  if (model.isBusy) return;
  model.isBusy = true;
  const lost = () => assert.fail('nobody else is there');
  const role = await store.live.open(model.roleId, { wanted: () => {}, lost }).catch((error: { code: string }) => {
    assert.equal(error.code, 'closed');
    return null;
  });
  if (mortal.isDead || role === null) return;
  model.isBusy = false;
  model.role = role;
  settleOn(model, stateOf(role));
}

async function leave({ mortal }: Life, model: Model): Promise<void> {
  const { role } = model;
  model.role = null;
  model.isBusy = true;
  await role?.close();
  if (!mortal.isDead) model.isBusy = false;
}

/** Some changes without an await in between: they belong together. */
function change(model: Model, random: Random): void {
  const { role } = model;
  if (role === null) return;
  const acks: Promise<unknown>[] = [];
  const count = 1 + random.below(3);
  for (let at = 0; at < count; at++) acks.push(changeOnce(role, random));
  const turn = model.states.push(stateOf(role)) - 1;
  const { states } = model;
  void Promise.all(acks).then(() => {
    // States of another life are another list.
    if (model.states === states) model.acknowledged = Math.max(model.acknowledged, turn);
  });
}

function changeOnce(role: LiveRole, random: Random): Promise<unknown> {
  const items = role.table(bag);
  const slot = random.below(SLOTS);
  const count = random.below(1_000_000);
  switch (random.below(5)) {
    case 0:
      return items.delete(slot);
    case 1:
      return items.update(slot, { count });
    case 2:
      return items.update(slot, { note: `n${count}`, count });
    case 3:
      return role.table(hero).upsert({ level: count, gold: BigInt(count), quests: { done: [`q${count}`] } });
    default:
      return items.upsert({ slot, count });
  }
}

function stateOf(role: LiveRole): State {
  return stateFrom(role.table(bag).list(), role.table(hero).get());
}

function stateFrom(
  items: readonly { readonly slot: number; readonly count: number; readonly note: string }[],
  own: { readonly level: number; readonly gold: bigint; readonly quests: unknown } | null,
): State {
  const state = new Map(items.map(({ slot, count, note }) => [`${slot}${note}`, count]));
  if (own !== null) state.set(`${own.gold} ${JSON.stringify(own.quests)}`, own.level);
  return state;
}

/** What was found must be a state that the role had, not older than what was acknowledged; from it the role goes on. */
function settleOn(model: Model, found: State): void {
  const turn = model.states.findLastIndex((state) => isSame(state, found));
  const shown = JSON.stringify([...found]);
  assert.ok(
    turn >= model.acknowledged,
    `found ${shown}, turn ${turn}; acknowledged ${model.acknowledged} of ${model.states.length}`,
  );
  model.states = [found];
  model.acknowledged = 0;
}

async function check(store: Store, model: Model): Promise<void> {
  const found = stateFrom(await store.table(bag).list(model.roleId), await store.table(hero).get(model.roleId));
  settleOn(model, found);
}

function isSame(left: State, right: State): boolean {
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value);
}

function newModel(at: number): Model {
  const roleId = roleIdOf({ serverId: 1, number: 10_000_001 + at });
  return { roleId, states: [new Map()], acknowledged: 0, role: null, isBusy: false };
}

/** The result, or null when the process died on the way. */
async function untilDead<Result>(work: Promise<Result>, mortal: Mortal): Promise<Result | null> {
  let result: Result | null = null;
  let isDone = false;
  const done = work.then((value) => {
    result = value;
    isDone = true;
  });
  while (!isDone && !mortal.isDead) await Promise.race([done, setImmediate()]);
  return isDone ? result : null;
}
