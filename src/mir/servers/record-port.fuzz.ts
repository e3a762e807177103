// DBSrv under game servers that load, save, reconnect, and send malformed queries, while sessions open and close. Always: each query is answered once; what
// is loaded is what was saved last; of a character that another session has loaded, nothing older is saved; nothing is in flight at the end.
import assert from 'node:assert/strict';
import { chance, pick, type Random, SeededRandom } from '../../base/index.ts';
import { mutate } from '../../base/mutate.fixture.ts';
import { DIALECTS, encodeText } from '../names/index.ts';
import { DB_IDENTS, encodeDbFrame } from '../wire/index.ts';
import { DbWorld, type ScriptedGameServer } from './db-world.fixture.ts';

export const smokeRounds = 3;

const STEPS = 60;
const ACCOUNT = 'ann';
const NAMES = ['Hero', 'Other'];
const RECORD_BYTES_MAX = 300;

/** What must be true of a character. */
interface Model {
  saved: Uint8Array | null;
  holder: number;
}

export async function round(random: Random): Promise<void> {
  const seed = random.below(2 ** 32);
  const own = new SeededRandom(seed);
  const world = await DbWorld.start({ seed, dialectName: pick(own, DIALECTS) });
  try {
    await play(world, own);
  } finally {
    await world.stop();
  }
}

async function play(world: DbWorld, random: Random): Promise<void> {
  const first = await world.enter(ACCOUNT, 10);
  for (const name of NAMES) await first.ask(101, world.dialect === 'CPP' ? `${name}/1/0/0` : `ann/${name}/1/0/0`);
  const models = new Map(NAMES.map((name): [string, Model] => [name, { saved: null, holder: 0 }]));
  const servers = [world.gameServer(), world.gameServer('10.0.0.10')];
  let session = 10;
  for (let step = 0; step < STEPS; step++) {
    const at = random.below(servers.length);
    const server = servers[at] ?? world.gameServer();
    const name = pick(random, NAMES);
    const model = models.get(name) ?? { saved: null, holder: 0 };
    if (chance(random, 10)) {
      world.sessions.open.delete(`${ACCOUNT}/${session}`);
      session++;
      world.sessions.open.add(`${ACCOUNT}/${session}`);
    } else if (chance(random, 9)) {
      server.leave();
      await world.settle();
      servers[at] = world.gameServer(`10.0.0.${11 + step}`);
    } else if (chance(random, 8)) await nonsense(world, random, server);
    else if (chance(random, 2)) await load(server, { name, model, session: session - random.below(2) });
    else
      await save(server, {
        name,
        model,
        session: session - random.below(2),
        record: random.bytes(1 + random.below(RECORD_BYTES_MAX)),
      });
  }
  assert.equal(world.server.status().records.queries, 0);
}

async function load(
  server: ScriptedGameServer,
  { name, model, session }: { readonly name: string; readonly model: Model; readonly session: number },
): Promise<void> {
  const answer = await server.load(ACCOUNT, name, session);
  assert.ok([1, -1].includes(answer.recog), `${answer.recog} is an answer`);
  if (answer.recog !== 1) return;
  model.holder = session;
  if (model.saved !== null) assert.deepEqual(Buffer.from(answer.record ?? []), Buffer.from(model.saved));
}

async function save(
  server: ScriptedGameServer,
  given: { readonly name: string; readonly model: Model; readonly session: number; readonly record: Uint8Array },
): Promise<void> {
  const { name, model, session, record } = given;
  const code = await server.save([ACCOUNT, name, session], record);
  assert.ok(code === 0 || code === 1);
  if (code === 0) return;
  assert.equal(session, model.holder, 'only the holder saves');
  model.saved = record;
}

async function nonsense(world: DbWorld, random: Random, server: ScriptedGameServer): Promise<void> {
  const idents = Object.values(DB_IDENTS[world.dialect]);
  const message = { ident: chance(random, 2) ? pick(random, idents) : random.below(65_536), recog: random.below(20) };
  const blocks = [encodeText('bob'), random.bytes(random.below(80))];
  const frame = Buffer.from(encodeDbFrame(world.codec, 999_999, { message, blocks }));
  server.send(mutate(random, frame));
  // Whatever it was, it has ended.
  server.send(Buffer.from('!'));
  await world.settle();
  server.text = '';
}
