// DBSrv under clients that say what they should not, over a network that delays. Always: a message changes characters of its session's account alone, and only as it is
// answered; no account has more than it may; nobody is answered what is no answer; nothing is left when all are gone.
import assert from 'node:assert/strict';
import { chance, pick, type Random, SeededRandom } from '../../base/index.ts';
import { mutate } from '../../base/mutate.fixture.ts';
import { DIALECTS, encodeText } from '../names/index.ts';
import { type Character, isLive, mirCharacter, nameKeyOf } from './character-table.ts';
import { type Answer, DbWorld, type ScriptedClient } from './db-world.fixture.ts';
import { CHARACTERS_TOTAL_MAX, SESSION_WAIT_MS, SESSION_WAIT_STEP_MS } from './limits.ts';

export const smokeRounds = 4;

const STEPS = 60;
const LIVE_MAX = 2;
const ACCOUNTS = ['ann', 'bob', 'zoe'];
const NAMES = [
  'Hero',
  'hERO',
  '战神',
  '啊侰',
  'abc',
  'Other',
  'a%b',
  'a/b',
  '*abc',
  'x',
  'ABCDEFGHIJKLMNO',
  '',
  ' abc ',
];
const IDENTS = [100, 101, 102, 103, 105, 106, 114, 115];
const ANSWERS = new Set([518, 519, 520, 521, 522, 523, 524, 525, 526, 527, 528, 5067, 5068]);
const CREATED = 521;

interface Player {
  readonly account: string;
  readonly session: number;
  client: ScriptedClient;
}

export async function round(random: Random): Promise<void> {
  const seed = random.below(2 ** 32);
  const own = new SeededRandom(seed);
  const world = await DbWorld.start({ seed, dialectName: pick(own, DIALECTS), charactersMax: LIVE_MAX });
  try {
    await play(world, own);
  } finally {
    await world.stop();
  }
}

async function play(world: DbWorld, random: Random): Promise<void> {
  const gate = world.gate();
  const players: Player[] = [];
  for (const [index, account] of ACCOUNTS.entries()) {
    const session = 10 + index;
    players.push({ account, session, client: await world.enter(account, session, gate) });
  }
  for (let step = 0; step < STEPS; step++) {
    const player = pick(random, players);
    if (player.client.isKicked || chance(random, 12)) {
      player.client.gone();
      await world.settle();
      player.client = await world.enter(player.account, player.session, gate);
    }
    await act(world, random, player);
  }
  for (const { client } of players) client.gone();
  await world.settle();
  const { clients, sessions, handling } = world.server.status();
  assert.deepEqual([clients, sessions, handling], [0, 0, 0], 'nothing is left');
}

async function act(world: DbWorld, random: Random, player: Player): Promise<void> {
  const before = await rowsOf(world);
  const ident = chance(random, 20) ? random.below(65_536) : pick(random, IDENTS);
  const body = bodyOf(random, ident, player);
  const answers = await patient(world, player, await player.client.ask(ident, body));
  const after = await rowsOf(world);
  checkAnswers(answers);
  const others = (rows: ReadonlyMap<string, Character>) =>
    [...rows.values()].filter(({ account }) => account !== player.account);
  assert.deepEqual(others(after), others(before), 'other accounts keep what they have');
  const created = answers.filter(({ ident: answer }) => answer === CREATED).length;
  assert.equal(after.size - before.size, created, 'what is there is what was acknowledged');
  for (const account of ACCOUNTS) {
    const rows = [...after.values()].filter((row) => row.account === account);
    assert.ok(rows.length <= CHARACTERS_TOTAL_MAX && rows.filter(isLive).length <= LIVE_MAX);
    assert.ok(rows.filter(({ isSelected }) => isSelected).length <= 1, 'one was the last');
  }
}

/** A session that is not known is waited for. */
async function patient(world: DbWorld, { client }: Player, answers: readonly Answer[]): Promise<readonly Answer[]> {
  for (let waitedMs = 0; world.server.status().handling > 0; waitedMs += SESSION_WAIT_STEP_MS) {
    assert.ok(waitedMs <= SESSION_WAIT_MS * 2, 'nothing is waited for without end');
    world.clock.advance(SESSION_WAIT_STEP_MS);
    await world.settle();
  }
  return [...answers, ...client.take()];
}

function checkAnswers(answers: readonly Answer[]): void {
  assert.ok(answers.length <= 1, 'one answer at most');
  for (const { ident } of answers) assert.ok(ANSWERS.has(ident), `${ident} is an answer`);
}

function bodyOf(random: Random, ident: number, { account, session }: Player): Uint8Array {
  const who = chance(random, 6) ? pick(random, ACCOUNTS) : account;
  const name = pick(random, NAMES);
  const texts: Readonly<Record<number, string>> = {
    100: `${who}/${chance(random, 10) ? random.below(20) : session}`,
    101: `${who}/${name}/${random.below(6)}/${random.below(4)}/${random.below(3)}`,
    103: `${who}/${name}`,
  };
  const bytes = encodeText(texts[ident] ?? name);
  if (chance(random, 30)) return random.bytes(43);
  return chance(random, 4) ? mutate(random, bytes).subarray(0, 700) : bytes;
}

async function rowsOf(world: DbWorld): Promise<ReadonlyMap<string, Character>> {
  const rows = await world.store.table(mirCharacter).list({});
  for (const { name, nameKey } of rows) assert.equal(nameKey, nameKeyOf(name));
  return new Map(rows.map((row) => [row.nameKey, row]));
}
