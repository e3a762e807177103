// The bus on a NATS server: the suite, and a server that dies and comes back.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeAddress } from './address.ts';
import { busConformance } from './bus.conformance.ts';
import { isNatsThere, NatsBuses } from './bus-world.fixture.ts';

if (await isNatsThere()) busConformance('NATS', () => Promise.resolve(new NatsBuses()));

const PROGRAM = 'nats-server';
const hasProgram = spawnSync(PROGRAM, ['--version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function startServer(port: number, directory: string): ChildProcess {
  return spawn(PROGRAM, ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', directory], { stdio: 'ignore' });
}

test('bus on NATS: any boot order; a server that dies is logged once, and all goes on when it is back', {
  skip: !hasProgram && 'nats-server is not installed',
}, async () => {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-nats-'));
  const world = new NatsBuses(`nats://127.0.0.1:${port}`);
  const opening = Promise.all([world.open('one'), world.open('two')]);
  await world.until(() => world.lines.some((line) => line.includes('is lost')));
  let server = startServer(port, directory);
  try {
    const [one, two] = await opening;
    const heard: string[] = [];
    two.serve(nodeAddress('two'), {
      messages: { say: (body) => heard.push(Buffer.from(body).toString()) },
      calls: { echo: (body) => body },
    });
    await world.settle();
    one.send(nodeAddress('two'), 'say', Buffer.from('before'));
    await world.until(() => heard.length === 1);
    const linesBefore = world.lines.length;
    server.kill('SIGKILL');
    await world.until(() => !one.isConnected && !two.isConnected);
    one.send(nodeAddress('two'), 'say', Buffer.from('meanwhile'));
    const call = one.call(nodeAddress('two'), 'echo', { body: Buffer.from('x'), deadlineMs: 30_000 }).then(
      () => 'answered',
      (error: { readonly code: string }) => error.code,
    );
    server = startServer(port, directory);
    await world.until(() => one.isConnected && two.isConnected);
    const answered = await call;
    // The process that is called may come back later than the one that calls.
    assert.ok(answered === 'answered' || answered === 'bus-nobody', answered);
    await world.settle();
    one.send(nodeAddress('two'), 'say', Buffer.from('after'));
    await world.until(() => heard.includes('after'));
    assert.equal(world.lines.length - linesBefore, 4, world.lines.join('\n'));
  } finally {
    await world.close();
    server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
});
