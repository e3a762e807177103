// Live owners, the journal and the database together, on a disk that forgets what was not flushed, in processes that die at any
// step of theirs: whatever was acknowledged is there afterwards, in order, and what was committed together is there together,
// also what a role and an actor changed in one record.
import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Counters, ManualClock, type Random, SeededRandom, silentLogger } from '../../base/index.ts';
import type { Body, OpenBody } from '../body/index.ts';
import { openStore, type Store } from '../front/index.ts';
import { Mortal, SimulatedDisk } from '../journal/journal-files.fixture.ts';
import { sqliteBody } from '../sqlite/index.ts';
import { actorOwner, roleIdOf, roleOwner } from '../table/index.ts';
import type { LiveOwner } from './live-owner.ts';
import { bag, hero, vault } from './live-tables.fixture.ts';

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

/** What is known of one role and its bank: their states after each turn, and how far they are acknowledged. */
interface Model {
  readonly roleId: bigint;
  states: State[];
  acknowledged: number;
  role: LiveOwner | null;
  /** Its account at the bank, an actor: changed together with the role now and then. */
  bank: LiveOwner | null;
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
        handOver: inner.handOver,
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
      tables: [bag, hero, vault],
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
    for (const model of models) Object.assign(model, { role: null, bank: null, isBusy: false });
  }
  const last = await openStore({
    body: database.open(new Mortal(), random),
    tables: [bag, hero, vault],
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
    else change(life, model, random);
    if (random.below(2) === 0) await setImmediate();
  }
}

async function enter({ store, mortal }: Life, model: Model): Promise<void> {
  if (model.isBusy) return;
  model.isBusy = true;
  const lost = () => assert.fail('nobody else is there');
  const bankOpening = store.live.open(actorOwner('bank', model.roleId), { wanted: () => {}, lost }).catch(() => null);
  const role = await store.live
    .open(roleOwner(model.roleId), { wanted: () => {}, lost })
    .catch((error: { code: string }) => {
      assert.equal(error.code, 'closed');
      return null;
    });
  const bank = await bankOpening;
  if (mortal.isDead || role === null || bank === null) return;
  model.isBusy = false;
  model.role = role;
  model.bank = bank;
  settleOn(model, stateOf(role, bank));
}

async function leave({ mortal }: Life, model: Model): Promise<void> {
  const { role, bank } = model;
  model.role = null;
  model.bank = null;
  model.isBusy = true;
  await Promise.all([role?.close(), bank?.close()]);
  if (!mortal.isDead) model.isBusy = false;
}

/** One turn: some changes, then a commit or a rollback. A turn that gives the bank its gold changes both owners in one record. */
function change({ store }: Life, model: Model, random: Random): void {
  const { role, bank } = model;
  if (role === null || bank === null) return;
  const before = stateOf(role, bank);
  const count = 1 + random.below(3);
  for (let at = 0; at < count; at++) changeOnce(role, random);
  const isShared = random.below(3) === 0;
  if (isShared) {
    const gold = random.below(1_000_000);
    bank.rows(vault).upsert({ gold });
    role.rows(bag).upsert({ slot: SLOTS, count: gold });
  }
  if (random.below(5) === 0) {
    role.rollback();
    bank.rollback();
    assert.ok(isSame(stateOf(role, bank), before), 'a rollback brings everything back');
    return;
  }
  const turn = model.states.push(stateOf(role, bank)) - 1;
  const { states } = model;
  const kept = isShared ? store.live.commitTogether([role, bank]) : role.commit();
  // Without changes, the state is durable when the last change is.
  Promise.resolve(kept ?? role.kept).then(
    () => {
      // States of another life are another list.
      if (model.states === states) model.acknowledged = Math.max(model.acknowledged, turn);
    },
    () => {},
  );
}

function changeOnce(role: LiveOwner, random: Random): void {
  const items = role.rows(bag);
  const slot = random.below(SLOTS);
  const count = random.below(1_000_000);
  switch (random.below(5)) {
    case 0:
      items.delete(slot);
      break;
    case 1:
      items.update(slot, { count });
      break;
    case 2:
      items.update(slot, { note: `n${count}`, count });
      break;
    case 3:
      role.rows(hero).upsert({ level: count, gold: BigInt(count), quests: { done: [`q${count}`] } });
      break;
    default:
      items.upsert({ slot, count });
  }
}

function stateOf(role: LiveOwner, bank: LiveOwner): State {
  return stateFrom(role.rows(bag).list(), role.rows(hero).get(), bank.rows(vault).get());
}

function stateFrom(
  items: readonly { readonly slot: number; readonly count: number; readonly note: string }[],
  own: { readonly level: number; readonly gold: bigint; readonly quests: unknown } | null,
  bank: { readonly gold: number } | null,
): State {
  const state = new Map(items.map(({ slot, count, note }) => [`${slot}${note}`, count]));
  if (bank !== null) state.set('bank', bank.gold);
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
  const found = stateFrom(
    await store.table(bag).list(model.roleId),
    await store.table(hero).get(model.roleId),
    await store.table(vault).get(model.roleId),
  );
  settleOn(model, found);
}

function isSame(left: State, right: State): boolean {
  return left.size === right.size && [...left].every(([key, value]) => right.get(key) === value);
}

function newModel(at: number): Model {
  const roleId = roleIdOf({ serverId: 1, number: 10_000_001 + at });
  return { roleId, states: [new Map()], acknowledged: 0, role: null, bank: null, isBusy: false };
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
