import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure } from '../base/index.ts';
import { CLOSE_REASONS, closeCodeOf, ReasonTable } from './close-reason.ts';
import { defineCloseReason, GAME_REASON_NUMBERS } from './game-reason.ts';
import { GateWorld, type Numbered, pathModule, testMessage } from './gate.fixture.ts';
import { defineModule } from './module.ts';
import type { Who } from './session.ts';

const lost = defineCloseReason({ name: 'duel/lost', number: 500, text: 'The duel is over.' });
const unlisted = defineCloseReason({ name: 'duel/unlisted', number: 501, text: 'Never listed.' });
const Yield = testMessage({ id: 61_010, name: 'yield_c2s', states: ['gaming'] });
const Forget = testMessage({ id: 61_011, name: 'forget_c2s', states: ['gaming'] });

function world() {
  const left: string[] = [];
  const duel = defineModule({ name: 'duel', closeReasons: [lost] })
    .on(Yield, (ctx, { value }) => ctx.session.close(lost, value === 0 ? undefined : `You lost ${value} to 0.`))
    .on(Forget, (ctx) => ctx.session.close(unlisted))
    .hook('left', (_ctx, reason) => void left.push(reason === lost.name ? 'lost' : reason));
  const made = new GateWorld({ modules: [pathModule(), duel] });
  const scope = made.gate.modules.scopes[1] ?? assert.fail('the module has a scope');
  return { made, left, scope };
}

test("close reasons: a game's is sent with its number and words, counted by name, and known to hooks", async () => {
  const { made, left } = world();
  const [ann, bob] = [await made.enter(1), await made.enter(2)];
  ann.say<Numbered>(Yield, { value: 0 });
  bob.say<Numbered>(Yield, { value: 3 });
  await made.settle();
  assert.deepEqual(ann.lastWords(), { reason: 500, text: 'The duel is over.' });
  assert.deepEqual(bob.lastWords(), { reason: 500, text: 'You lost 3 to 0.' });
  assert.deepEqual(left, ['lost', 'lost']);
  assert.equal(made.count('sessions_closed', 'duel/lost'), 2);
});

test('close reasons: one that no module lists is a fault of the handler, and the log says what to do', async () => {
  const { made } = world();
  const ann = await made.enter(1);
  ann.say<Numbered>(Forget, { value: 0 });
  await made.settle();
  assert.equal(ann.reason, 'handler-failed');
  assert.match(made.logged.join('\n'), /no module lists the close reason 'duel\/unlisted': add it to 'closeReasons'/);
});

test('close reasons: a WebSocket is closed with 4000 and the number', () => {
  const table = new ReasonTable([{ closeReasons: [lost] }]);
  assert.deepEqual([table.closeCodeOf('duel/lost'), table.closeCodeOf('peer-closed')], [4_500, 1_000]);
  for (const name of Object.keys(CLOSE_REASONS)) assert.equal(table.closeCodeOf(name), closeCodeOf(name));
});

test('close reasons: names without a module and numbers out of the range are refused, and none is built in', () => {
  const text = 'x';
  const rows = [
    () => defineCloseReason({ name: 'Duel/lost', number: 500, text }),
    () => defineCloseReason({ name: 'duel/', number: 500, text }),
    () => defineCloseReason({ name: 'duel/lost/twice', number: 500, text }),
    ...[0, 199, 300, 499, 1_000, 500.5, Number.NaN].map(
      (number) => () => defineCloseReason({ name: 'duel/lost', number, text }),
    ),
    () => defineModule({ name: 'mine', closeReasons: [lost] }),
  ];
  for (const row of rows) assert.throws(row, AssertionFailure);
  const { min, max } = GAME_REASON_NUMBERS;
  for (const { number } of Object.values(CLOSE_REASONS)) assert.ok(number < 200 && (number < min || number > max));
});

test('scope: kick closes the sessions of an account, a role or addresses, each once, and no other', async () => {
  const rows: readonly (readonly [Who, number])[] = [
    [{ account: 'acc-1' }, 1],
    [{ roleId: 1n }, 1],
    [{ isAddress: (address) => address === '192.0.2.1' }, 2],
    [{ account: 'acc-7' }, 0],
    [{ roleId: 7n }, 0],
    [{ isAddress: () => false }, 0],
  ];
  for (const [who, count] of rows) {
    const { made, scope } = world();
    const peers = [await made.enter(1), await made.enter(2)];
    assert.equal(scope.sessions(who).length, count);
    assert.equal(scope.kick(who, lost, 'Go.'), count);
    assert.equal(scope.kick(who, lost, 'Go.'), 0);
    assert.equal(scope.sessions(who).length, count, 'they are closing');
    await made.settle();
    assert.equal(scope.sessions(who).length, 0, 'they have left');
    assert.deepEqual(
      peers.map(({ reason }) => reason),
      [count > 0 ? 'duel/lost' : null, count > 1 ? 'duel/lost' : null],
    );
  }
});

test('door: a guard keeps newcomers of an address out with its own reason, and players who are in stay', async () => {
  const { made } = world();
  const inside = await made.enter(1);
  let refused = '192.0.2.1';
  made.gate.door.addGuard((address) => (address === refused ? { reason: lost, text: 'Not from there.' } : null));
  const newcomer = await made.connect();
  newcomer.say<Numbered>(Forget, { value: 1 });
  await made.settle();
  assert.deepEqual(newcomer.lastWords(), { reason: 500, text: 'Not from there.' });
  assert.equal(inside.reason, null);
  refused = '';
  assert.equal((await made.enter(3)).reason, null);
});
