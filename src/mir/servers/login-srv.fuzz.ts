// LoginSrv between a gate whose clients say anything and servers on its bus that do, over a network that cuts. Always: every packet to the gate is whole and for a client that is
// there, every message of the bus is one of ours, no message of a client throws, and when all have gone nobody is signed in who has no open session.
import assert from 'node:assert/strict';
import { chance, pick, type SeededRandom } from '../../base/index.ts';
import { cutsOf, mutate } from '../../base/mutate.fixture.ts';
import { encodeText } from '../names/index.ts';
import { ANN, LoginWorld, RawClient, userBlocks } from './login-world.fixture.ts';

export const smokeRounds = 12;

const ACCOUNTS = ['ann01', 'bob01', 'cid01'];
const IDENTS = [2000, 2001, 2002, 2003, 2004, 2010, 5003, 104, 100, 60_000];
const BUS =
  /^(?:\((?:100\/[a-z0-9]+\/\d+\/0\/5\/[\d.]+|101\/[a-z0-9]+\/\d+|111\/[a-z0-9]+\/\d+|104\/\d+|199\/[^()]*)\))*$/;

export async function round(random: SeededRandom): Promise<void> {
  const world = await LoginWorld.start(
    {},
    { seed: random.below(1_000_000), network: { pieceBytesMax: 1 + random.below(60) } },
  );
  for (const account of ACCOUNTS) await world.until(world.srv.accounts.add({ ...ANN, account }));
  const clients: RawClient[] = [];
  const server = world.server('热血');
  for (let step = 0; step < 80; step++) {
    if (clients.length === 0 || chance(random, 4)) clients.push(world.client(`9.9.9.${1 + random.below(5)}`));
    const client = pick(random, clients);
    if (chance(random, 12)) client.leave();
    else client.say(frameOf(random));
    if (chance(random, 5)) sayOnBus(random, world, (text) => server.send(text));
    world.clock.advance(random.below(chance(random, 15) ? 6_000 : 40));
    if (chance(random, 8)) await world.until(() => world.srv.status().port.handling === 0);
  }
  for (const client of clients) client.leave();
  await quiet(world);
  // Throws when a packet to the gate is none.
  for (const client of clients) world.inboxOf(client.id);
  assert.match(server.take(), BUS, 'whole messages of ours');
  assert.deepEqual(
    world.logged.filter((line) => line.startsWith('a message could not be handled')),
    [],
  );
  const { sessions } = world.srv.status();
  for (const account of ACCOUNTS) world.srv.kick(account);
  await quiet(world);
  assert.ok(sessions <= ACCOUNTS.length, 'one session an account at most');
  assert.equal(world.srv.status().sessions, 0, 'and each can be ended');
  await world.stop();
}

/** All has arrived, and is answered. */
async function quiet(world: LoginWorld): Promise<void> {
  for (let times = 0; times < 4; times++) {
    world.clock.advance(2_000);
    await world.until(() => world.srv.status().port.handling === 0);
  }
}

function frameOf(random: SeededRandom): string {
  const account = pick(random, ACCOUNTS);
  const password = chance(random, 3) ? 'wrong' : ANN.password;
  const message = { ident: pick(random, IDENTS), recog: random.below(2 ** 31), param: random.below(3) };
  const bodies: readonly (readonly Uint8Array[])[] = [
    [encodeText(`${account}/${password}`)],
    [encodeText(`${account}/${password}`)],
    [encodeText('热血')],
    userBlocks({ ...ANN, account }, chance(random, 2) ? 'narrow' : 'wide'),
    [encodeText([account, password, ANN.password].join('\t'))],
    [encodeText([account, ANN.quiz, ANN.answer, '', '', ANN.birthday].join('\t'))],
    [random.bytes(random.below(300))],
    [],
  ];
  const blocks = pick(random, bodies).map((block) => (chance(random, 3) ? mutate(random, block) : block));
  // Half of the time what an honest client says, so that the further states are reached.
  if (chance(random, 3)) return RawClient.frame({ ident: 2001 }, ...(bodies[0] ?? []));
  if (chance(random, 3)) return RawClient.frame({ ident: 104 }, ...(bodies[2] ?? []));
  const frame = RawClient.frame(message, ...blocks);
  if (!chance(random, 6)) return frame.length < 1_000 ? frame : frame.slice(0, 500);
  const broken = Buffer.from(mutate(random, Buffer.from(frame, 'latin1'))).toString('latin1');
  // What would end the packet is the gate's to stop, and no matter of a client's.
  return broken.replace(/[%$]/g, '');
}

function sayOnBus(random: SeededRandom, world: LoginWorld, send: (text: string) => void): void {
  const account = pick(random, ACCOUNTS);
  const session = world.srv.status().sessions > 0 && chance(random, 2) ? random.below(100) : 2 + random.below(2 ** 30);
  const said = pick(random, [
    `(102/${account}/${session})`,
    `(111/${account}/${session})`,
    `(103/x/99/${random.below(50)})`,
    '(113/5)(30002/a/1)(199/hello)',
    `(102/${account}`,
    ')))(((garbage)',
    '(104/1)(100/a/5/0/5/1.1.1.1)',
  ]);
  const bytes = mutate(random, Buffer.from(said, 'latin1'), chance(random, 2) ? 0 : 2);
  let at = 0;
  for (const cut of cutsOf(random, bytes.length)) {
    send(Buffer.from(bytes.subarray(at, cut)).toString('latin1'));
    at = cut;
  }
  // It stays the server that players choose.
  send(`)(103/${Buffer.from(encodeText('热血')).toString('latin1')}/99/1)`);
}
