// Hostile clients beside a good player: one case for every transport and every body, in a world that is left empty. What a case does
// must not reach the player: it is in the world before, and still is and is answered afterwards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, silentLogger } from '../base/index.ts';
import { gateMessages } from '../gate/index.ts';
import { createDefaultIo } from '../reactor/index.ts';
import { play } from './player.fixture.ts';
import type { Transport } from './raw-client.fixture.ts';
import { inWorld, type ServerWorld, type WorldBody, type WorldOptions } from './server.fixture.ts';

export interface CaseOptions extends Omit<WorldOptions, 'body' | 'transport'> {
  /** Both when left out; on the node body plain TCP alone. */
  readonly transports?: readonly Transport[];
  /** All when left out. */
  readonly bodies?: readonly WorldBody[];
  /** What a client of a proxy sends first. */
  readonly preface?: Uint8Array;
}

const TRANSPORTS: readonly Transport[] = ['tcp', 'websocket'];
/** The bodies of this run: the simulated one after each change, the two on real sockets in the long tier. */
let bodiesOfRun: readonly WorldBody[] = ['simulated'];
/** Why what needs the native body is left out here; false where it is not. */
export const skipNative = await whyNotNative();

/** For a file that imports the cases after this call. */
export function runOverBodies(bodies: readonly WorldBody[]): void {
  bodiesOfRun = bodies;
}

/** Runs `body` while a player is in the world, who is answered afterwards. */
export function besidePlayer(title: string, options: CaseOptions, body: (world: ServerWorld) => Promise<void>): void {
  const { transports = TRANSPORTS, bodies = bodiesOfRun, preface, ...rest } = options;
  for (const name of bodiesOfRun) {
    if (!bodies.includes(name)) continue;
    for (const transport of transports) {
      // What a WebSocket adds lies above the sockets: one real body is enough for it, unless a case asks for this one.
      if (name === 'node' && transport === 'websocket' && options.bodies === undefined) continue;
      const skip = name === 'native' ? skipNative : false;
      test(`bad input: ${title} (${transport}, ${name})`, { skip }, async () => {
        await inWorld({ ...rest, body: name, transport }, async (world) => {
          const player = world.connect('10.0.0.3', preface === undefined ? {} : { preface });
          await play(player, 'player');
          await body(world);
          player.say(gateMessages.HeartbeatC2s, { beatTime: 77 });
          assert.deepEqual(await player.next(gateMessages.HeartbeatC2s), { beatTime: 77 }, 'the player goes on');
          assert.equal(world.server.gate.directory.findAccount('player')?.phase, 'gaming');
          assert.deepEqual(
            world.complaints.filter((line) => !line.startsWith('development')),
            [],
          );
        });
      });
    }
  }
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

async function whyNotNative(): Promise<string | false> {
  try {
    await createDefaultIo({ counters: new Counters(), log: silentLogger, body: 'native' }).stop();
    return false;
  } catch (error) {
    return String(error);
  }
}
