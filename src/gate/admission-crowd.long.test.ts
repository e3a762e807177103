// Ten thousand players lose their connections at the same moment and come back at once: some resume, some sign in again. They come in
// at the stated rate, each once, and none is refused twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GateWorld, type Numbered, type Peer, pathModule, SignIn } from './gate.fixture.ts';
import {
  ResumeC2s,
  ResumedS2c,
  ResumeEnableC2s,
  ResumeEnabledS2c,
  ResumeRefusedS2c,
  WaitingEnableC2s,
  WaitingEndS2c,
} from './gate.messages.ts';

const CROWD = 10_000;
const RATE = { perSecond: 500, burst: 100 };
const STEP_MS = 1_000;
const STEPS_MAX = 60;

interface Returning {
  readonly number: number;
  readonly isResuming: boolean;
  readonly token: Uint8Array;
  peer: Peer;
  attempt: number;
  refusals: number;
  heardCount: number;
  askAtMs: number | null;
  isIn: boolean;
}

test(`admission: ${CROWD} reconnects at once come in at the rate, and none is refused twice`, async () => {
  const world = new GateWorld({ modules: [pathModule()], admission: { rate: RATE }, resume: { parkedMax: CROWD } });
  const crowd = await gather(world);
  for (const { peer } of crowd) peer.reset();
  await world.settle();
  assert.equal(world.gate.resumes.parkedCount, CROWD);
  const startMs = world.clock.monotonicMs();
  for (const player of crowd) await comeBack(world, player);
  let inBefore = 0;
  const perStep: number[] = [];
  for (let step = 0; step < STEPS_MAX && inBefore < CROWD; step++) {
    await world.pass(step === 0 ? 0 : STEP_MS);
    for (const player of crowd) hear(world, player);
    await world.settle();
    for (const player of crowd) hear(world, player);
    const inNow = crowd.filter(({ isIn }) => isIn).length;
    perStep.push(inNow - inBefore);
    inBefore = inNow;
  }
  const seconds = (world.clock.monotonicMs() - startMs) / 1_000;
  const refusedTwice = crowd.filter(({ refusals }) => refusals > 1).length;
  console.log(
    `in ${inBefore} within ${seconds} s, at most ${Math.max(...perStep)} in a second, refused twice ${refusedTwice}`,
  );
  assert.equal(inBefore, CROWD);
  assert.equal(refusedTwice, 0);
  // Clients that come when they were told come within a second of each other.
  assert.ok(Math.max(...perStep) <= RATE.burst + RATE.perSecond * 1.1, perStep.join(' '));
  assert.ok(seconds <= (CROWD / RATE.perSecond) * 1.2, `${seconds} s`);
  assert.equal(world.gate.directory.accountCount, CROWD);
  assert.equal(world.gate.admissions.status.placesTaken, CROWD);
});

/** All are in, and can be resumed. */
async function gather(world: GateWorld): Promise<readonly Returning[]> {
  const peers: Peer[] = [];
  for (let number = 1; number <= CROWD; number++) {
    const peer = await world.connect();
    peers.push(peer);
    peer.say(WaitingEnableC2s, { version: 1, ticket: new Uint8Array(0) });
    peer.say<Numbered>(SignIn, { value: number });
  }
  await world.settle();
  await world.pass((CROWD / RATE.perSecond) * 1_000 + 1_000);
  for (const peer of peers) peer.say(ResumeEnableC2s, { version: 1 });
  await world.settle();
  return peers.map((peer, at) => {
    const enabled = peer.heard.find(({ name }) => name === ResumeEnabledS2c.name)?.value as
      | ResumeEnabledS2c
      | undefined;
    assert.ok(enabled !== undefined, `player ${at + 1} is in`);
    const token = Uint8Array.from(enabled.token);
    const state = { attempt: 0, refusals: 0, heardCount: 0, askAtMs: null, isIn: false };
    return { number: at + 1, isResuming: at % 2 === 0, token, peer, ...state };
  });
}

async function comeBack(world: GateWorld, player: Returning): Promise<void> {
  player.peer = await world.connect();
  if (player.isResuming) ask(player);
  else {
    player.peer.say(WaitingEnableC2s, { version: 1, ticket: new Uint8Array(0) });
    player.peer.say<Numbered>(SignIn, { value: player.number });
  }
}

function ask(player: Returning): void {
  player.askAtMs = null;
  const { token } = player;
  player.peer.say(ResumeC2s, { version: 1, token, attempt: ++player.attempt, received: 0, pending: 0 });
}

function hear(world: GateWorld, player: Returning): void {
  const { peer, number } = player;
  const nowMs = world.clock.monotonicMs();
  for (const { name, value } of peer.heard.slice(player.heardCount)) {
    if (name === ResumedS2c.name) player.isIn = true;
    else if (name === WaitingEndS2c.name) player.isIn = true;
    else if (name === ResumeRefusedS2c.name) {
      player.refusals++;
      player.askAtMs = nowMs + (value as ResumeRefusedS2c).waitMs;
    }
  }
  player.heardCount = peer.heard.length;
  assert.equal(peer.isOpen, true, `player ${number} is refused`);
  if (player.askAtMs !== null && nowMs >= player.askAtMs) ask(player);
  const isSignedIn = !player.isResuming && world.gate.directory.findAccount(`acc-${number}`)?.isParked === false;
  if (isSignedIn) player.isIn = true;
}
