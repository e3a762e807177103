import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from './control/index.ts';
import { changedSettings, Reload, type ReloadStep } from './reload.ts';
import { type Config, type ConfigInput, readConfig } from './settings/index.ts';

const configOf = (flags: ConfigInput): Config => readConfig({ flags: { inMemory: true, ...flags } });

const STARTED = configOf({ gate: { port: 8001, doorText: 'one' }, auth: { classic: { key: 'old-secret' } } });

test('settings that differ: paths, in order, with lists as one value', () => {
  const before = { b: 1, a: { x: [1, 2], y: { z: 'one' } }, same: [{ k: 1n }] };
  const after = { a: { x: [2, 1], y: { z: 'one', w: 0 } }, same: [{ k: 1n }], c: null };
  assert.deepEqual(changedSettings(before, after), ['a.x', 'a.y.w', 'b', 'c']);
  assert.deepEqual(changedSettings(STARTED, STARTED), []);
});

test('reload: the answer says what changed, and which settings need a restart, without their values', async () => {
  const given: Config[] = [];
  const step: ReloadStep = {
    settings: ['gate.doorText'],
    run: (config) => {
      given.push(config);
      return ['the door has other words'];
    },
  };
  const changed = configOf({ gate: { port: 8002, doorText: 'two' }, auth: { classic: { key: 'new-secret' } } });
  const readAgain = async () => ({ config: changed, notes: ['a note'] });
  const lines = await new Reload({ config: STARTED, readAgain, steps: [step] }).run();
  assert.deepEqual(lines, [
    'the door has other words',
    'settings that have changed and need a restart: auth.classic.key, gate.port',
    'a note',
  ]);
  assert.deepEqual(given, [changed]);
  const back = async () => ({ config: STARTED, notes: [] });
  assert.deepEqual(await new Reload({ config: STARTED, readAgain: back, steps: [] }).run(), []);
});

test('reload: a step that fails keeps no other from running, and the answer names both', async () => {
  const ran: string[] = [];
  const steps: readonly ReloadStep[] = [
    {
      settings: [],
      run: () => {
        throw new ConfigError('unreadable', 'gate.tls: c.pem is no certificate');
      },
    },
    {
      settings: [],
      run: (config) => {
        ran.push(config === STARTED ? 'started' : 'other');
        return ['the words were read'];
      },
    },
  ];
  let isReadable = false;
  const readAgain = async () => {
    if (!isReadable) throw new ConfigError('invalid', 'gate.port: wrong');
    return { config: configOf({ gate: { connectionsMax: 7 } }), notes: [] };
  };
  const reload = new Reload({ config: STARTED, readAgain, steps });
  await assert.rejects(reload.run(), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(
      error.message,
      /gate\.port: wrong\ngate\.tls: c\.pem .*\n.*stays as it was\.\n.*\nthe words were read/,
    );
    return true;
  });
  assert.deepEqual(ran, ['started'], 'without a readable configuration, that of the start counts');
  isReadable = true;
  await assert.rejects(reload.run(), /c\.pem/);
  isReadable = false;
  await assert.rejects(reload.run(), /gate\.port: wrong/);
  assert.deepEqual(ran, ['started', 'other', 'other'], 'and later the last that was readable');
});

test('reload: of two at once the second begins when the first has ended', async () => {
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const step: ReloadStep = {
    settings: [],
    run: async () => {
      order.push('begin');
      if (order.length === 1) await first.promise;
      order.push('end');
      return [];
    },
  };
  const reload = new Reload({ config: STARTED, readAgain: null, steps: [step] });
  const running = [reload.run(), reload.run()];
  first.resolve();
  await Promise.all(running);
  assert.deepEqual(order, ['begin', 'end', 'begin', 'end']);
});
