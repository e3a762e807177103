import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { AssertionFailure, Counter, SeededRandom } from '../base/index.ts';
import { type Claimant, Directory } from './directory.ts';
import type { Account, Role } from './session-state.ts';

/** All that the directory sees of a session. It leaves when it is closed. */
class Stub implements Claimant {
  readonly phase = 'gaming';
  readonly address = '192.0.2.1';
  account: Account | null = null;
  role: Role | null = null;
  isClosing = false;
  closes = 0;
  readonly #left = Promise.withResolvers<void>();
  readonly whenLeft = this.#left.promise;
  onClose: () => void = () => this.leave();

  close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.closes++;
    this.onClose();
  }

  leave(): void {
    this.isClosing = true;
    this.#left.resolve();
  }
}

function world(): { directory: Directory<Stub>; displaced: Counter } {
  const displaced = new Counter('displaced');
  return { directory: new Directory(displaced), displaced };
}

test('directory: the first session that claims an account has it, and may claim it again', async () => {
  const { directory, displaced } = world();
  const session = new Stub();
  assert.equal(await directory.claimAccount('ann', session), true);
  assert.equal(await directory.claimAccount('ann', session), true);
  assert.deepEqual([directory.findAccount('ann'), directory.accountCount, displaced.value], [session, 1, 0]);
  directory.releaseAccount('ann', new Stub());
  assert.equal(directory.accountCount, 1, 'only its holder can release it');
  directory.releaseAccount('ann', session);
  assert.deepEqual([directory.findAccount('ann'), directory.accountCount], [undefined, 0]);
});

test('directory: a newcomer closes the holder and waits until it has left', async () => {
  const { directory, displaced } = world();
  const [holder, newcomer] = [new Stub(), new Stub()];
  holder.onClose = () => {};
  await directory.claimAccount('ann', holder);
  let claimed: boolean | null = null;
  const claim = directory.claimAccount('ann', newcomer).then((result) => {
    claimed = result;
  });
  await setImmediate();
  assert.deepEqual([holder.closes, claimed, directory.findAccount('ann')], [1, null, holder]);
  directory.releaseAccount('ann', holder);
  holder.leave();
  await claim;
  assert.deepEqual([claimed, directory.findAccount('ann'), displaced.value], [true, newcomer, 1]);
});

test('directory: of two newcomers the later one ends up with the account, and none is left without an answer', async () => {
  const { directory } = world();
  const stubs = [new Stub(), new Stub(), new Stub()];
  for (const stub of stubs) stub.onClose = () => queueMicrotask(() => leaveAs(directory, stub));
  const claims = stubs.map((stub) => directory.claimAccount('ann', stub));
  assert.deepEqual(await Promise.all(claims), [true, false, true]);
  assert.deepEqual(
    stubs.map(({ closes }) => closes),
    [1, 0, 0],
    'the one that gave up closed nobody that the latest would not have closed',
  );
  assert.equal(directory.findAccount('ann'), stubs[2]);
});

test('directory: a session that closes while it waits gets nothing and displaces nobody', async () => {
  const { directory } = world();
  const [holder, newcomer] = [new Stub(), new Stub()];
  holder.onClose = () => {};
  await directory.claimAccount('ann', holder);
  const claim = directory.claimAccount('ann', newcomer);
  newcomer.leave();
  directory.releaseAccount('ann', holder);
  holder.leave();
  assert.equal(await claim, false);
  assert.equal(directory.accountCount, 0);
  newcomer.isClosing = true;
  assert.equal(await directory.claimAccount('bob', newcomer), false, 'nor does a session that is closing already');
});

test('directory: sixteen simultaneous sign-ins of an account close its holder once and leave one session, the latest', async () => {
  const { directory, displaced } = world();
  const holder = new Stub();
  holder.onClose = () => {};
  await directory.claimAccount('ann', holder);
  const newcomers = Array.from({ length: 16 }, () => new Stub());
  const claims = newcomers.map((stub) => directory.claimAccount('ann', stub));
  // Those that gave up are answered at once; they need not wait for the holder.
  assert.deepEqual(await Promise.all(claims.slice(0, -1)), new Array(15).fill(false));
  leaveAs(directory, holder);
  assert.equal(await claims.at(-1), true);
  assert.deepEqual([directory.findAccount('ann'), displaced.value], [newcomers.at(-1), 1]);
});

test('directory: an account whose holder has left and still moves roles to it is given on when the move is done', async () => {
  const { directory } = world();
  const [holder, newcomer] = [new Stub(), new Stub()];
  holder.onClose = () => {};
  await directory.claimAccount('ann', holder);
  const claim = directory.claimAccount('ann', newcomer);
  holder.leave();
  await setImmediate();
  assert.equal(directory.findAccount('ann'), holder);
  directory.releaseAccount('ann', holder);
  assert.deepEqual([await claim, directory.findAccount('ann')], [true, newcomer]);
});

test('directory: roles are found while they are held, by their holder alone', () => {
  const { directory } = world();
  const [first, second] = [new Stub(), new Stub()];
  directory.claimRole(1n, first);
  directory.claimRole(2n, second);
  assert.deepEqual([...directory.roles()], [first, second]);
  assert.throws(() => directory.claimRole(1n, second), AssertionFailure);
  directory.releaseRole(1n, second);
  assert.equal(directory.findRole(1n), first);
  directory.releaseRole(1n, first);
  assert.equal(directory.findRole(1n), undefined);
});

test('directory: a session that leaves frees its account and role, and nothing of others', async () => {
  const { directory } = world();
  const [first, second] = [new Stub(), new Stub()];
  for (const [index, stub] of [first, second].entries()) {
    directory.enter(stub);
    stub.account = { name: `acc-${index}`, serverId: 1, isVisitor: false };
    stub.role = { id: BigInt(index + 1), name: 'role' };
    await directory.claimAccount(stub.account.name, stub);
    directory.claimRole(stub.role.id, stub);
  }
  directory.leave(first);
  assert.deepEqual([[...directory.sessions()], [...directory.roles()]], [[second], [second]]);
  assert.deepEqual([directory.findAccount('acc-0'), directory.findAccount('acc-1')], [undefined, second]);
  directory.leave(new Stub());
  directory.leave(second);
  assert.deepEqual([directory.sessionCount, directory.accountCount, directory.roleCount], [0, 0, 0]);
});

test('directory: claims in any order leave the account to the latest session alone, and to none once all have left', async () => {
  const property = fc.asyncProperty(fc.integer(), async (seed) => {
    const { directory } = world();
    const random = new SeededRandom(seed);
    const stubs = Array.from({ length: 8 }, () => new Stub());
    for (const stub of stubs) {
      stub.onClose = () => void pause(random).then(() => leaveAs(directory, stub));
    }
    let latest: Stub | null = null;
    const claims = stubs.map(async (stub) => {
      await pause(random);
      if (random.below(4) === 0) stub.close();
      else latest = stub;
      const isClaimed = await directory.claimAccount('ann', stub);
      // As a sign-in does: what does not get its account ends.
      if (!isClaimed) stub.leave();
    });
    await Promise.all(claims);
    assert.deepEqual(
      stubs.filter(({ isClosing }) => !isClosing),
      latest === null ? [] : [latest],
    );
    assert.equal(directory.findAccount('ann'), latest ?? undefined);
    for (const stub of stubs) stub.close();
    for (const stub of stubs) await stub.whenLeft;
    assert.equal(directory.accountCount, 0);
  });
  await fc.assert(property, { numRuns: 60 });
});

function leaveAs(directory: Directory<Stub>, stub: Stub): void {
  directory.releaseAccount('ann', stub);
  stub.leave();
}

async function pause(random: SeededRandom): Promise<void> {
  for (let turns = random.below(6); turns > 0; turns--) await Promise.resolve();
}
