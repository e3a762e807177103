// What clients of each kind notice of WebSocket pings, over any body of the network.
import assert from 'node:assert/strict';
import { ResumeEnableC2s, ResumeEnabledS2c } from '../gate/gate.messages.ts';
import { play } from './player.fixture.ts';
import { inWorld, type WorldBody } from './server.fixture.ts';

const ORIGIN = 'https://game.example.org';
const PING_SECONDS = 45;
/** In the world without a message. */
const IDLE_SECONDS = 120;

/** Who is pinged, in 3 periods: as the setting says, and nobody who speaks TCP, or whose session has pings of its own. */
export async function whoIsPinged(body: WorldBody, pings?: 'all' | 'browsers' | 'none'): Promise<readonly number[]> {
  const counts: number[] = [];
  const websocket = { origins: [ORIGIN], ...(pings === undefined ? {} : { pings }) };
  await inWorld({ body, config: { gate: { websocket } } }, async (world) => {
    const clients = [
      world.connect('10.0.0.2', { transport: 'websocket', origin: ORIGIN }),
      world.connect('10.0.0.3', { transport: 'websocket' }),
      world.connect('10.0.0.4', { transport: 'tcp' }),
      world.connect('10.0.0.5', { transport: 'websocket', origin: ORIGIN }),
    ];
    const names = ['page', 'program', 'classic', 'resumes'];
    for (const [index, client] of clients.entries()) await play(client, names[index] ?? '');
    clients[3]?.say(ResumeEnableC2s, { version: 1 });
    await clients[3]?.next(ResumeEnabledS2c);
    for (let period = 0; period < 3; period++) await world.pass((PING_SECONDS + 1) * 1_000);
    await world.pass(100);
    for (const { pings: count } of clients) counts.push(count);
  });
  return counts;
}

/** Whether a page that does nothing but answer pings is still in the world after the time for idle players. */
export async function staysIdle(body: WorldBody, pingsAreLife: boolean): Promise<boolean> {
  let stays = false;
  const gate = { deadlineSeconds: { gaming: IDLE_SECONDS }, websocket: { origins: [ORIGIN], pingsAreLife } };
  await inWorld({ body, config: { gate } }, async (world) => {
    const page = world.connect('10.0.0.2', { transport: 'websocket', origin: ORIGIN });
    await play(page, 'page');
    for (let passed = 0; passed < 2 * IDLE_SECONDS; passed += 10) await world.pass(10_000);
    stays = !page.hasEnded && !page.isClosed;
    if (!stays) assert.equal(world.closedSessions().get('idle-timeout'), 1);
  });
  return stays;
}
