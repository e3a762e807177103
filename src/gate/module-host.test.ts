import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { ActorWorld } from '../actor/actor-world.fixture.ts';
import { defineActor, defineOffer } from '../actor/index.ts';
import { type Logger, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { type Store, text } from '../store/index.ts';
import { STOPPING_MS_MAX } from './limits.ts';
import { type AnyModule, defineModule, type StatusRow } from './module.ts';
import { ModuleHost, type ModuleHostOptions } from './module-host.ts';
import type { ModuleScope } from './module-scope.ts';

const words = defineOffer<readonly string[]>('words');
const book = defineOffer<{ readonly title: string }>('book');

interface World {
  readonly host: ModuleHost;
  readonly clock: ManualClock;
  /** Of all modules, each with its module's name in front. */
  readonly logged: string[];
}

function host(modules: readonly AnyModule[], options: Omit<ModuleHostOptions, 'modules'> = {}): World {
  const logged: string[] = [];
  const clock = new ManualClock();
  const logOf = (name: string): Logger => {
    const write = (message: string) => void logged.push(`${name}: ${message}`);
    return { debug: write, info: write, warn: write, error: write, child: ({ module }) => logOf(String(module)) };
  };
  const services = { clock, random: new SeededRandom(1), log: logOf('server'), store: {} as Store };
  const { system: actors } = new ActorWorld([], { clock, isStarted: false });
  const given = { ...services, actors, sendToRole: () => {}, broadcast: () => {}, sessions: () => [] };
  return { host: new ModuleHost(given, { modules, ...options }), clock, logged };
}

/** The same, with the world of its actors and the scope of its first module. */
function hostAndScope(modules: readonly AnyModule[]) {
  const manual = new ManualClock({ startWallMs: Date.UTC(2026, 0, 1, 23, 59, 55) });
  const world = new ActorWorld([], { clock: manual, isStarted: false });
  const { clock, system: actors } = world;
  const services = {
    clock,
    random: new SeededRandom(1),
    log: silentLogger,
    store: { table: () => ({}) } as unknown as Store,
  };
  const given = { ...services, actors, sendToRole: () => {}, broadcast: () => {}, sessions: () => [] };
  const started = new ModuleHost(given, { modules });
  return { host: started, world, scope: started.scopes[0] as ModuleScope };
}

/** A module that notes its start and stop. */
function noting(name: string, notes: string[], uses: readonly (typeof words | typeof book)[] = []) {
  return defineModule({ name, uses })
    .hook('started', () => void notes.push(`+${name}`))
    .hook('stopping', () => void notes.push(`-${name}`));
}

test('modules: offers are made once, after those that their module uses, and starts follow the same order', async () => {
  const notes: string[] = [];
  const library = noting('library', notes, [words]).offer(book, async (scope) => {
    notes.push('book');
    return { title: scope.use(words).join(' ') };
  });
  const dictionary = noting('dictionary', notes).offer(words, () => {
    notes.push('words');
    return ['a', 'tale'];
  });
  const reader = noting('reader', notes, [book]);
  const world = host([reader, library, dictionary]);
  await world.host.start();
  assert.deepEqual(notes.splice(0), ['words', '+dictionary', 'book', '+library', '+reader']);
  assert.equal(world.host.scopes[0]?.use(book).title, 'a tale');
  await world.host.stop();
  assert.deepEqual(notes, ['-reader', '-library', '-dictionary']);
});

test('modules: what does not fit together is named before anything is made', () => {
  const make = () => assert.fail('nothing is made');
  const reader = defineModule({ name: 'reader', uses: [book] });
  const library = defineModule({ name: 'library', uses: [words] }).offer(book, make);
  const circle = defineModule({ name: 'circle', uses: [book] }).offer(words, make);
  const rival = defineModule({ name: 'rival' }).offer(book, make);
  const rows: readonly (readonly [readonly AnyModule[], string, RegExp])[] = [
    [
      [reader],
      'offer-missing',
      /module 'reader' uses the offer 'book', which no module of this game has: add a module/,
    ],
    [[reader, library, circle], 'offer-cycle', /\('library' uses 'circle' uses 'library'\)/],
    [[rival, library, circle], 'offer-twice', /module 'library' offers 'book', which module 'rival' offers too/],
  ];
  for (const [modules, code, message] of rows) assert.throws(() => host(modules), { code, message });
  const given = [[book, { title: 'given' }]] as const;
  assert.throws(() => host([rival], { offers: given }), {
    code: 'offer-twice',
    message: /the server itself offers too/,
  });
  assert.equal(host([reader], { offers: given }).host.scopes[0]?.use(book).title, 'given');
});

test('modules: an offer that is not named in uses, or asked for too early, is refused by name', async () => {
  const dictionary = defineModule({ name: 'dictionary' }).offer(words, () => []);
  const reader = defineModule({ name: 'reader' }).hook('started', (scope) => void scope.use(words));
  await assert.rejects(host([dictionary, reader]).host.start(), { code: 'offer-not-named', message: /'reader'/ });
  const early = defineModule({ name: 'early' }).offer(words, (scope) => scope.use(words));
  await assert.rejects(host([early]).host.start(), { code: 'offer-not-made', message: /'early'.*'words'/ });
});

test('modules: settings are those of the configuration under the key, else the defaults of the schema', () => {
  const settings = z.object({ count: z.int().default(3) });
  const plain = defineModule({ name: 'plain', settings });
  const moved = defineModule({ name: 'moved', settings, settingsKey: 'other' });
  const { scopes } = host([plain, moved, defineModule({ name: 'bare' })], { settings: { other: { count: 5 } } }).host;
  assert.deepEqual(
    scopes.map((scope) => scope.settings),
    [{ count: 3 }, { count: 5 }, {}],
  );
});

test('modules: a start that fails stops what was started, and nothing else', async () => {
  const notes: string[] = [];
  const broken = defineModule({ name: 'broken' })
    .hook('started', () => Promise.reject(new Error('no ore')))
    .hook('stopping', () => void notes.push('-broken'));
  const { host: failing } = host([noting('first', notes), broken, noting('last', notes)]);
  await assert.rejects(failing.start(), /no ore/);
  await failing.stop();
  assert.deepEqual(notes, ['+first', '-first']);
});

test('modules: a stopping hook that fails or takes too long is logged, and the others run', async () => {
  const notes: string[] = [];
  const stuck = defineModule({ name: 'stuck' }).hook('stopping', () => new Promise<void>(() => {}));
  const broken = defineModule({ name: 'broken' }).hook('stopping', () => assert.fail('no paper'));
  const world = host([noting('first', notes), stuck, broken]);
  await world.host.start();
  const stopped = world.host.stop();
  await setImmediate();
  world.clock.advance(STOPPING_MS_MAX);
  await stopped;
  assert.deepEqual(notes, ['+first', '-first']);
  assert.match(
    world.logged.join('\n'),
    /broken: the 'stopping' hook failed: no paper\nstuck: the 'stopping' hook took/,
  );
});

test('modules: periodic tasks run from the start to the stop, and a failure is logged by its module', async () => {
  let runs = 0;
  const mine = defineModule({ name: 'mine' }).every(1_000, (scope) => {
    runs++;
    if (runs === 2) throw new Error('no shovel');
    scope.log.info('dug');
  });
  const { host: hosted, clock, logged } = host([mine]);
  clock.advance(5_000);
  await hosted.start();
  assert.equal(runs, 0);
  for (let each = 0; each < 3; each++) {
    clock.advance(1_000);
    await setImmediate();
  }
  await hosted.stop();
  clock.advance(5_000);
  assert.equal(runs, 3);
  assert.deepEqual(logged, ['mine: dug', 'mine: a periodic task failed and runs again in 1 s: no shovel', 'mine: dug']);
});

test('modules: each adds rows to the status, and one whose hook throws says so in its row', async () => {
  const rows = (name: string, run: () => readonly StatusRow[]) => defineModule({ name }).hook('status', run);
  const good = rows('mine', () => [
    ['ore', '7 left'],
    ['carts', 'none'],
  ]);
  const bad = rows('broken', () => {
    throw new Error('no ore');
  });
  const { host: started, logged } = host([bad, good]);
  assert.deepEqual(started.statusRows(), [], 'before the start there is nothing to say');
  await started.start();
  assert.deepEqual(started.statusRows(), [
    ['broken', 'its status failed: see the log'],
    ['ore', '7 left'],
    ['carts', 'none'],
  ]);
  assert.match(logged.at(-1) ?? '', /broken: the 'status' hook failed: no ore/);
  await started.stop();
});

test('modules: reload gives a line of each, and one that fails does not keep the others from theirs', async () => {
  const lines = (name: string, run: () => string) => defineModule({ name }).hook('reload', run);
  const seen: string[] = [];
  const good = lines('good', () => {
    seen.push('good');
    return 'the ore is read again';
  });
  assert.deepEqual(await host([good]).host.reload(), ['the ore is read again']);
  const bad = lines('bad', () => assert.fail('line 3 is no ore'));
  await assert.rejects(host([bad, good]).host.reload(), /line 3 is no ore/);
  assert.deepEqual(seen, ['good', 'good']);
});

test('module host: an actor has the settings of the module with its schema, and of no other', async () => {
  const schema = z.object({ fee: z.int().default(3) });
  const guild = defineActor({ name: 'guild', key: text(), settings: schema }).on('fee', (self) => self.settings.fee);
  const other = defineModule({ name: 'other', actors: [guild] });
  const own = defineModule({ name: 'own', actors: [guild], settings: schema });
  const { host: started, scope } = hostAndScope([other, own]);
  await started.start();
  assert.equal(await scope.actor(guild, 'a').fee(), 3);
  assert.throws(() => host([other]), {
    code: 'actor-settings',
    message: /actor 'guild' has settings that are no module's/,
  });
});

test('module host: periodic and daily tasks run in the process that has the module awake, and end with it', async () => {
  const runs: string[] = [];
  const module = defineModule({ name: 'own' })
    .every(1_000, () => void runs.push('every'))
    .daily('00:00', (_scope, due) => void runs.push(`daily ${due.at.toISOString()} ${due.attempt}`));
  const { host: started, world } = hostAndScope([module]);
  await started.start();
  await world.advance(2_000);
  assert.deepEqual(runs, ['every', 'every']);
  await world.advance(5_000);
  assert.deepEqual(
    runs.filter((run) => run !== 'every'),
    ['daily 2026-01-02T00:00:00.000Z 1'],
  );
  const count = runs.length;
  await started.stop();
  await world.advance(5_000);
  assert.equal(runs.length, count);
});
