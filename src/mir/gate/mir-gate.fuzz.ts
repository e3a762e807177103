// A gate between clients and a server that both say what they should not, over a network that cuts, delays and breaks. Always: what the server is
// told is packets of ours alone, each client's announced first, then its frames, then its end; nobody is told what was not for them; nothing is left.
import assert from 'node:assert/strict';
import { chance, pick, type SeededRandom } from '../../base/index.ts';
import { mutate } from '../../base/mutate.fixture.ts';
import { ON_ABUSE, WHEN_DOWN } from '../names/index.ts';
import { clientFrame, MirWorld, type Peer, serverFrame } from './mir-world.fixture.ts';

export const smokeRounds = 25;

const PACKET = /^%(?:--|O(\d+)\/10\.[\d.]+\/10\.0\.0\.1|A(\d+)\/#[1-9][<-{]{16,}!|X(\d+))\$/;

export async function round(random: SeededRandom): Promise<void> {
  const world = await MirWorld.start(
    {
      whenDown: pick(random, WHEN_DOWN),
      onAbuse: pick(random, ON_ABUSE),
      hasFlowControl: chance(random, 2),
      frameRate: { perSecond: 1_000, burst: 100 },
    },
    { seed: random.below(1_000_000), network: { pieceBytesMax: 1 + random.below(40), resetOneIn: 400 } },
  );
  const links = new Set<Peer>();
  const clients: Peer[] = [];
  for (let step = 0; step < 60; step++) {
    if (world.linkCount > 0) links.add(world.link);
    if (chance(random, 3)) clients.push(world.connect(`10.5.0.${1 + random.below(20)}`));
    if (clients.length > 0) act(random, pick(random, clients));
    if (world.linkCount > 0 && chance(random, 3)) serve(random, world.link, clients.length);
    world.clock.advance(random.below(chance(random, 10) ? 4_000 : 60));
  }
  world.clock.advance(1_000);
  if (world.linkCount > 0) links.add(world.link);
  for (const link of links) checkTold(link.text);
  for (const { text } of clients) assert.match(text, /^(?:\*?#[<-{]{16,}!)*\*?(?:#[<-{]*)?$/, 'whole frames, in order');
  await world.stop();
}

function act(random: SeededRandom, client: Peer): void {
  const frame = clientFrame(1 + random.below(9), 100 + random.below(4), 'x'.repeat(random.below(30)));
  const kind = random.below(12);
  if (kind === 0) client.end();
  else if (kind === 1) client.reset();
  else if (kind === 2) client.send('*');
  else if (kind === 3)
    client.send(Buffer.from(mutate(random, Buffer.from(`${frame}$%X1$${frame}`))).toString('latin1'));
  else client.send(frame);
}

function serve(random: SeededRandom, link: Peer, idMax: number): void {
  const id = 1 + random.below(idMax + 2);
  const frame = serverFrame(520, 'y'.repeat(random.below(120)));
  const kind = random.below(10);
  if (kind === 0) link.send(`%+-${id}$\0`);
  else if (kind === 1) link.send('garbage%+?$%x/y$%$');
  else if (kind === 2 && chance(random, 5)) link.reset();
  else if (kind === 3 && chance(random, 5)) link.end();
  else link.send(`%${id}/${frame}$`);
}

/** The packets of one link; the last may be cut. */
function checkTold(text: string): void {
  const announced = new Set<string>();
  let rest = text;
  while (rest.includes('$')) {
    const [packet = '', opened, spoke, gone] = PACKET.exec(rest) ?? [];
    assert.notEqual(packet, '', `no packet of ours: ${JSON.stringify(rest.slice(0, 80))}`);
    if (opened !== undefined) {
      assert.ok(!announced.has(opened), `client ${opened} is announced once`);
      announced.add(opened);
    }
    if (spoke !== undefined) assert.ok(announced.has(spoke), `client ${spoke} was announced before it spoke`);
    if (gone !== undefined) assert.ok(announced.delete(gone), `client ${gone} was announced and goes once`);
    rest = rest.slice(packet.length);
  }
}
