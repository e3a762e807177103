// Where a role is: set by one module, read by all, and forgotten with the role.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arrive, Enter, GateWorld, type Numbered, pathModule, SignIn, testMessage } from './gate.fixture.ts';
import { defineModule } from './module.ts';
import type { Place } from './place.ts';

const Walk = testMessage({ id: 61_430, name: 'walk_c2s', states: ['entering', 'gaming'] });
const Where = testMessage({ id: 61_431, name: 'where_c2s', states: ['gaming'] });
const Load = testMessage({ id: 61_432, name: 'load_c2s', states: ['roleListing', 'entering'] });
const Back = testMessage({ id: 61_433, name: 'back_c2s', states: ['entering'] });

function placeAt(x: number): { -readonly [K in keyof Place]: Place[K] } {
  return { mapId: 1, lineId: 2, x, y: 4, level: 5, gender: 1, classType: 3 };
}

/** A module that has the map, and one that reads. */
function start(options: { readonly isSetAtEntering?: boolean } = {}) {
  const log: unknown[] = [];
  const map = defineModule({ name: 'map' })
    .hook('entering', ({ session }) => {
      log.push(session.place);
      if (options.isSetAtEntering !== false) session.setPlace(placeAt(0));
    })
    .on(Walk, ({ session }, { value }) => session.setPlace(placeAt(value)));
  const reader = defineModule({ name: 'reader' })
    .on(Where, (ctx) => void log.push(ctx.place.x))
    .on(Load, (ctx) => void log.push(ctx.place))
    .on(Back, (ctx) => void log.push(ctx.session.failEnter(), ctx.place))
    .hook('left', (ctx) => void log.push(['left', ctx.place?.x]));
  const world = new GateWorld({ modules: [pathModule(), map, reader] });
  return { log, world };
}

test('place: handlers read the object that was set, and what changes in it', async () => {
  const { log, world } = start();
  const peer = await world.enter(1);
  const session = world.gate.directory.findRole(1n) ?? assert.fail('it plays');
  peer.say<Numbered>(Where, { value: 0 });
  peer.say<Numbered>(Walk, { value: 7 });
  peer.say<Numbered>(Where, { value: 0 });
  const place = placeAt(8);
  session.setPlace(place);
  place.x = 9;
  peer.say<Numbered>(Where, { value: 0 });
  assert.equal(session.place, place);
  peer.hangUp();
  await world.settle();
  assert.deepEqual(log, [null, 0, 7, 9, ['left', 9]], "the hook 'left' still knows it");
  assert.equal(session.place, null);
});

test('place: there is none before the role, and none when the role was given back', async () => {
  const { log, world } = start();
  const peer = await world.connect();
  peer.say<Numbered>(SignIn, { value: 1 });
  await world.settle();
  const session = world.gate.directory.findAccount('acc-1') ?? assert.fail('it signed in');
  session.setPlace(placeAt(1));
  peer.say<Numbered>(Load, { value: 0 });
  peer.say<Numbered>(Enter, { value: 1 });
  await world.settle();
  peer.say<Numbered>(Walk, { value: 3 });
  peer.say<Numbered>(Back, { value: 0 });
  peer.say<Numbered>(Load, { value: 0 });
  await world.settle();
  session.setPlace(placeAt(4));
  assert.equal(session.place, null, 'a late module places no role that is gone');
  peer.say<Numbered>(Enter, { value: 1 });
  await world.settle();
  assert.deepEqual(log, [null, null, true, null, null, null], 'entering begins without the place of the last time');
  peer.say<Numbered>(Arrive, { value: 1 });
  await world.settle();
  peer.say<Numbered>(Where, { value: 0 });
  assert.deepEqual([log.at(-1), peer.reason], [0, null]);
});

test('place: in the world without one, the handler that reads it fails and says which module is missing', async () => {
  const { log, world } = start({ isSetAtEntering: false });
  const [peer, other] = [await world.enter(1), await world.enter(2)];
  other.say<Numbered>(Walk, { value: 1 });
  other.say<Numbered>(Where, { value: 0 });
  peer.say<Numbered>(Where, { value: 0 });
  await world.settle();
  assert.deepEqual(log, [null, null, 1, ['left', undefined]]);
  assert.match(world.logged.join(), /role 1 is in the world and no module has set its place: list a module/);
  assert.deepEqual([peer.reason, other.reason], ['handler-failed', null]);
});

test('place: it is kept over a change of maps, until the module sets another', async () => {
  const { log, world } = start();
  const peer = await world.enter(1);
  const session = world.gate.directory.findRole(1n) ?? assert.fail('it plays');
  session.setPlace(placeAt(5));
  session.travel();
  peer.say<Numbered>(Load, { value: 0 });
  session.setPlace(null);
  peer.say<Numbered>(Load, { value: 0 });
  await world.settle();
  assert.deepEqual(log, [null, placeAt(5), null]);
});
