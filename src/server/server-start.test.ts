// A start that fails half-way, at each of its steps: nothing of it runs on, and the same directory and port can be used again.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as SocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { defineOffer } from '../actor/index.ts';
import { ManualClock } from '../base/index.ts';
import { type AnyModule, defineModule } from '../gate/index.ts';
import { startServer } from './server.ts';
import { type ConfigInput, readConfig } from './settings/index.ts';

const sound = (notes: string[]): AnyModule =>
  defineModule({ name: 'sound' })
    .hook('started', () => void notes.push('started'))
    .hook('stopping', () => void notes.push('stopped'))
    .every(1_000, () => {});

function watchers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind.startsWith('FSEvent')).length;
}

async function listening(at: number): Promise<{ readonly port: number; readonly server: SocketServer }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(at, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

async function closed({ server }: { readonly server: SocketServer }): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}

interface Place {
  readonly directory: string;
  readonly notes: string[];
  /** Starts with these modules and settings, on a directory and a port that are the place's own. */
  start(modules?: readonly AnyModule[], settings?: ConfigInput): Promise<void>;
}

/** Runs `fail`, which rejects as the start does, and checks what is left behind. */
function failing(step: string, message: RegExp, fail: (place: Place) => Promise<void>): void {
  test(`server start: nothing runs on when ${step} fails`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'jadegate-start-'));
    const free = await listening(0);
    await closed(free);
    const notes: string[] = [];
    const clock = new ManualClock();
    const start = async (modules: readonly AnyModule[] = [], settings: ConfigInput = {}): Promise<void> => {
      const backup = { directory: join(directory, 'backups') };
      const flags = { dev: true, dataDirectory: directory, isWorldWatched: true, backup, gate: { port: free.port } };
      const config = readConfig({ flags: { ...flags, ...settings } });
      const server = await startServer({ config, modules: [sound(notes), ...modules], clock });
      await server.stop();
    };
    try {
      const before = watchers();
      await assert.rejects(fail({ directory, notes, start }), message);
      assert.equal(clock.nextDueMs(), null, 'no timer is left');
      assert.equal(watchers(), before, 'no watcher is left');
      assert.equal(notes.filter((note) => note === 'stopped').length, notes.length / 2, 'what was started was stopped');
      await start();
      assert.deepEqual(notes.slice(-2), ['started', 'stopped'], 'directory and port can be used again');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}

failing("a module's hook", /no ore/, ({ start }) =>
  start([defineModule({ name: 'broken' }).hook('started', () => Promise.reject(new Error('no ore')))]),
);

failing('an offer', /no price/, ({ start }) =>
  start([
    defineModule({ name: 'broken' }).offer(defineOffer<number>('price'), () => Promise.reject(new Error('no price'))),
  ]),
);

failing('the check of the game', /which no module of this game has/, ({ start }) =>
  start([defineModule({ name: 'shop', uses: [defineOffer<number>('price')] })]),
);

failing('the port', /EADDRINUSE|in use/, async ({ start }) => {
  const other = await listening(0);
  try {
    await start([], { gate: { port: other.port } });
  } finally {
    await closed(other);
  }
});

failing('the key of TLS', /gate\.tls\.certificateFile/, ({ start }) =>
  start([], { gate: { port: 0, tls: { certificateFile: '/none.pem', privateKeyFile: '/none.pem' } } }),
);

failing('the control socket', /another server runs on/, async ({ directory, start }) => {
  const other = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => other.listen(join(directory, 'control.sock'), resolve));
  try {
    await start();
  } finally {
    await closed({ server: other });
  }
});

failing('the world', /world\/game_map\.json: it is not JSON/, async ({ directory, start }) => {
  const world = join(directory, 'world');
  mkdirSync(world);
  writeFileSync(join(world, 'game_map.json'), '[{');
  await start([], { worldDirectory: world });
});

failing('the store', /jadegate\.sqlite/, async ({ directory, start }) => {
  mkdirSync(join(directory, 'jadegate.sqlite'));
  try {
    await start();
  } finally {
    rmSync(join(directory, 'jadegate.sqlite'), { recursive: true });
  }
});
