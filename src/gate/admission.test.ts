// The wait for a place, as clients see it: at a gate over connections in memory.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMISSION_OPTIONS, type AdmissionOptions } from './admission-options.ts';
import { admissionRanks } from './admission-ranks.ts';
import { CLOSE_REASONS } from './close-reason.ts';
import { GateWorld, type Numbered, type Peer, pathModule, SignIn } from './gate.fixture.ts';
import { DoorS2c, WaitingEnableC2s, WaitingEndS2c, WaitingLeaveC2s, WaitingS2c } from './gate.messages.ts';
import { type AnyModule, defineModule } from './module.ts';

const NO_TICKET = new Uint8Array(0);
const REASON = {
  full: CLOSE_REASONS['server-full'].number,
  other: CLOSE_REASONS['other-login'].number,
  door: CLOSE_REASONS['door-closed'].number,
};

function createWorld(admission: Partial<AdmissionOptions>, modules: readonly AnyModule[] = []): GateWorld {
  return new GateWorld({ modules: [pathModule(), ...modules], admission });
}

async function signIn(world: GateWorld, number: number, { waits = true } = {}): Promise<Peer> {
  const peer = await world.connect();
  if (waits) peer.say(WaitingEnableC2s, { version: 1, ticket: NO_TICKET });
  peer.say<Numbered>(SignIn, { value: number });
  await world.settle();
  return peer;
}

async function comeBack(world: GateWorld, ticket: Uint8Array): Promise<Peer> {
  const peer = await world.connect();
  peer.say(WaitingEnableC2s, { version: 1, ticket });
  await world.settle();
  return peer;
}

function waitsOf(peer: Peer): readonly WaitingS2c[] {
  return peer.heard.filter(({ name }) => name === WaitingS2c.name).map(({ value }) => value as WaitingS2c);
}

function endOf(peer: Peer): number | null {
  const end = peer.heard.find(({ name }) => name === WaitingEndS2c.name);
  return end === undefined ? null : (end.value as WaitingEndS2c).code;
}

const isIn = (world: GateWorld, number: number): boolean =>
  world.gate.directory.findAccount(`acc-${number}`) !== undefined;

test('admission: beyond the cap players wait in the order in which they came, and come in as others leave', async () => {
  const world = createWorld({ playersMax: 1 });
  const first = await signIn(world, 1);
  const second = await signIn(world, 2);
  const third = await signIn(world, 3);
  assert.deepEqual([waitsOf(first), isIn(world, 2), isIn(world, 3)], [[], false, false]);
  assert.deepEqual([waitsOf(second)[0]?.position, waitsOf(third)[0]?.position], [1, 2]);
  await world.pass(30_000);
  first.hangUp();
  await world.settle();
  assert.deepEqual([endOf(second), isIn(world, 2), endOf(third)], [1, true, null]);
  await world.pass(3_000);
  assert.equal(waitsOf(third).at(-1)?.position, 1);
  assert.deepEqual(world.gate.admissions.status, {
    ...{ placesMax: 1, placesTaken: 1, waiting: 1, away: 0, longestMs: 33_000, perSecond: 1_000 },
  });
});

test('admission: one that waits hears something at least every 20 s, and its link is not idle', async () => {
  const world = createWorld({ playersMax: 1 });
  await signIn(world, 1);
  const waiting = await signIn(world, 2);
  await world.pass(61_000);
  assert.ok(waitsOf(waiting).length >= 4, String(waitsOf(waiting).length));
  assert.equal(waiting.isOpen, true);
});

test('admission: a place in the order outlives the connection, by ticket or by account', async () => {
  const world = createWorld({ playersMax: 1 });
  const first = await signIn(world, 1);
  const second = await signIn(world, 2);
  const third = await signIn(world, 3);
  const last = await signIn(world, 4);
  const { ticket } = waitsOf(second)[0] as WaitingS2c;
  assert.equal(ticket.length, 36);
  second.reset();
  third.reset();
  await world.pass(60_000);
  const back = await comeBack(world, ticket);
  assert.deepEqual([waitsOf(back)[0]?.position, waitsOf(back)[0]?.ticket], [1, NO_TICKET]);
  const again = await signIn(world, 3);
  assert.equal(waitsOf(again)[0]?.position, 2);
  first.hangUp();
  await world.settle();
  assert.deepEqual([endOf(back), endOf(again), endOf(last)], [1, null, null]);
});

test('admission: those that are away are passed, and are forgotten after the time', async () => {
  const world = createWorld({ playersMax: 1, keepMs: 60_000 });
  const first = await signIn(world, 1);
  const second = await signIn(world, 2);
  const third = await signIn(world, 3);
  const { ticket } = waitsOf(second)[0] as WaitingS2c;
  second.reset();
  await world.settle();
  first.hangUp();
  await world.settle();
  assert.equal(endOf(third), 1);
  await world.pass(62_000);
  assert.equal(world.gate.admissions.status.waiting, 0);
  const back = await comeBack(world, ticket);
  assert.equal(endOf(back), 2, 'an unknown ticket');
  assert.equal(back.isOpen, true);
  back.say<Numbered>(SignIn, { value: 2 });
  await world.settle();
  assert.equal(waitsOf(back)[0]?.position, 1);
});

test('admission: the second sign-in of an account takes its place in the order, and the first is told', async () => {
  const world = createWorld({ playersMax: 1 });
  await signIn(world, 1);
  const second = await signIn(world, 2);
  await signIn(world, 3);
  const again = await signIn(world, 2);
  assert.equal(second.lastWords().reason, REASON.other);
  assert.equal(waitsOf(again)[0]?.position, 1);
  await world.settle();
  assert.equal(world.gate.admissions.status.waiting, 2);
});

test('admission: a classic client hears nothing while it waits; refused in time, its account keeps the place', async () => {
  const world = createWorld({ playersMax: 1, classicWaitMs: 20_000 });
  const first = await signIn(world, 1);
  const classic = await signIn(world, 2, { waits: false });
  await signIn(world, 3);
  assert.deepEqual(classic.names, []);
  await world.pass(21_000);
  assert.equal(classic.lastWords().reason, REASON.full);
  assert.match(classic.lastWords().text, /number 1 of those that wait.*120 s|number 1 of those that wait.*2 min/);
  const again = await signIn(world, 2, { waits: false });
  first.hangUp();
  await world.settle();
  assert.deepEqual([again.isOpen, isIn(world, 2)], [true, true]);
});

test('admission: players come in at the rate, and nobody overtakes', async () => {
  const world = createWorld({ rate: { perSecond: 10, burst: 5 } });
  const peers: Peer[] = [];
  for (let number = 1; number <= 30; number++) peers.push(await signIn(world, number));
  const count = (): number => world.gate.directory.accountCount;
  assert.equal(count(), 5);
  await world.pass(1_000);
  assert.equal(count(), 15);
  const ins = peers.map((_, at) => isIn(world, at + 1));
  assert.deepEqual(
    ins,
    ins.toSorted((a, b) => Number(b) - Number(a)),
  );
  await world.pass(2_000);
  assert.equal(count(), 30);
});

test('admission: returning players come first, then as the game decides, then by when they came', async () => {
  const ranks = defineModule({ name: 'ranks', uses: [admissionRanks] }).hook('started', (scope) => {
    scope.use(admissionRanks).add('test', async ({ name }) => (name === 'acc-4' ? 1 : null));
  });
  const world = createWorld({ playersMax: 2 }, [ranks]);
  const first = await signIn(world, 1);
  const guest = await signIn(world, 5);
  const plain = await signIn(world, 3);
  const friend = await signIn(world, 4);
  first.hangUp();
  await world.settle();
  assert.equal(endOf(friend), 1);
  const returning = await signIn(world, 1);
  assert.equal(waitsOf(returning)[0]?.position, 1);
  guest.hangUp();
  await world.settle();
  assert.deepEqual([endOf(returning), endOf(plain)], [1, null]);
});

test('admission: a player who is in takes his own place, whatever the cap', async () => {
  const world = createWorld({ playersMax: 1 });
  const first = await signIn(world, 1);
  await signIn(world, 2);
  const again = await signIn(world, 1);
  assert.deepEqual([first.reason, isIn(world, 1), waitsOf(again)], ['other-login', true, []]);
  await world.settle();
  assert.equal(world.gate.admissions.status.placesTaken, 1);
});

test('admission: a cap that is raised lets in those that wait, and one that is lowered sends nobody away', async () => {
  const world = createWorld({ playersMax: 1 });
  const first = await signIn(world, 1);
  const [second, third] = [await signIn(world, 2), await signIn(world, 3)];
  world.gate.admissions.change({ ...ADMISSION_OPTIONS, playersMax: 2 });
  await world.settle();
  assert.deepEqual([endOf(second), endOf(third)], [1, null]);
  world.gate.admissions.change({ ...ADMISSION_OPTIONS, playersMax: 1 });
  await world.settle();
  assert.deepEqual([first.isOpen, second.isOpen, world.gate.directory.accountCount], [true, true, 2]);
  first.hangUp();
  await world.settle();
  assert.equal(endOf(third), null);
});

test('admission: who gives up leaves the order at once', async () => {
  const world = createWorld({ playersMax: 1 });
  await signIn(world, 1);
  const second = await signIn(world, 2);
  second.say(WaitingLeaveC2s, {});
  await world.settle();
  assert.deepEqual([world.gate.admissions.status.waiting, second.isOpen], [0, false]);
});

test('admission: when too many wait, newcomers are refused; a ticket that nobody has is a guess', async () => {
  const world = createWorld({ playersMax: 1, waitingMax: 1 });
  await signIn(world, 1);
  await signIn(world, 2);
  const late = await signIn(world, 3);
  assert.equal(late.lastWords().reason, REASON.full);
  const guess = await world.connect();
  guess.say(WaitingEnableC2s, { version: 1, ticket: new Uint8Array(36) });
  assert.deepEqual([endOf(guess), guess.isOpen], [2, true]);
});

test('admission: asked at the wrong moment, or twice, it closes; another version is told apart', async () => {
  const world = createWorld({});
  const twice = await world.connect();
  for (let each = 0; each < 2; each++) twice.say(WaitingEnableC2s, { version: 1, ticket: NO_TICKET });
  assert.equal(twice.lastWords().reason, CLOSE_REASONS['message-not-allowed'].number);
  const late = await signIn(world, 1, { waits: false });
  late.say(WaitingEnableC2s, { version: 1, ticket: NO_TICKET });
  assert.equal(late.lastWords().reason, CLOSE_REASONS['message-not-allowed'].number);
  const newer = await world.connect();
  newer.say(WaitingEnableC2s, { version: 2, ticket: NO_TICKET });
  assert.deepEqual([endOf(newer), newer.isOpen], [3, true]);
});

test('door: a countdown is told at its marks, then newcomers are refused with reason and time, and those that wait too', async () => {
  const world = createWorld({ playersMax: 1 });
  const inside = await signIn(world, 1);
  const waiting = await signIn(world, 2);
  const nowMs = world.clock.wallMs();
  const said: (string | null)[] = [];
  world.gate.door.onChange(({ text }) => void said.push(text));
  world.gate.door.close('maintenance', { closesMs: nowMs + 90_000, opensMs: nowMs + 3_690_000 });
  const news = inside.heard.at(-1);
  assert.deepEqual(news, {
    name: DoorS2c.name,
    value: { state: 1, closesMs: 90_000, opensMs: 3_690_000, reason: 'maintenance' },
  });
  await world.pass(91_000);
  const text = (time: string): string => `The server closes in ${time}: maintenance`;
  assert.deepEqual(said, [text('90 s'), text('60 s'), text('30 s'), text('10 s'), null]);
  assert.equal(waiting.lastWords().reason, REASON.door);
  assert.equal(inside.isOpen, true);
  const late = await signIn(world, 3);
  assert.deepEqual(late.lastWords(), { reason: REASON.door, text: 'maintenance It opens again in about 1 h.' });
  world.gate.door.open();
  assert.equal(inside.heard.at(-1)?.name, DoorS2c.name);
  assert.equal((await signIn(world, 3)).isOpen, true);
});

test('door: a closed door lets in whom the operator named: returning players, and ranks', async () => {
  const ranks = defineModule({ name: 'ranks', uses: [admissionRanks] }).hook('started', (scope) => {
    scope.use(admissionRanks).add('test', ({ name }) => (name === 'acc-9' ? 1 : null));
  });
  const world = createWorld({}, [ranks]);
  const first = await signIn(world, 1);
  first.hangUp();
  await world.settle();
  world.gate.door.close('maintenance', { admitsReturning: true, admitsRankMax: 1 });
  const [back, friend, stranger] = [await signIn(world, 1), await signIn(world, 9), await signIn(world, 2)];
  assert.deepEqual([back.isOpen, friend.isOpen, stranger.lastWords().reason], [true, true, REASON.door]);
});

test('admission: sessions that came from another process have places beyond the cap, and free them', async () => {
  const world = createWorld({ playersMax: 1 });
  const desk = world.gate.admissions;
  const first = await signIn(world, 1);
  const adopted = world.gate.directory.findAccount('acc-1') ?? assert.fail();
  desk.left(adopted);
  desk.adopt(adopted, 'acc-1');
  const second = await signIn(world, 2);
  assert.deepEqual([desk.status.placesTaken, endOf(second)], [1, null]);
  first.hangUp();
  await world.settle();
  assert.equal(endOf(second), 1);
});
