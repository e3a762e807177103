import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { CodedError } from '../base/index.ts';
import { RawTcp } from '../services/raw-tcp.fixture.ts';
import { addServeCommand } from './serve-command.ts';
import { ServeProcess } from './serve-process.fixture.ts';

const CRASH = fileURLToPath(new URL('../services/crash-service.fixture.ts', import.meta.url));

test('serve: without a name it lists the services, one line each', async () => {
  const serve = new ServeProcess();
  assert.equal(await serve.exit(), 0);
  for (const name of ['echo', 'calc', 'tcp-chat']) assert.match(serve.text, new RegExp(`^${name} +\\w`, 'm'));
});

test('serve: one loop prints its address, drains on SIGTERM, and prints its counts', async () => {
  const serve = new ServeProcess('calc', '--port', '0', '--drain', '60');
  const client = await RawTcp.connect(await serve.port());
  client.send('1+1X');
  await client.until(/X/);
  serve.signal('SIGTERM');
  await serve.line(/SIGTERM: stopping/);
  client.send('2+2X');
  assert.equal(await client.until(/4X/), '1+1=2X2+2=4X');
  await client.end();
  assert.equal(await serve.exit(), 0);
  assert.match(
    serve.lines[0] ?? '',
    /^jadegate ready service=calc at=tcp:\/\/127\.0\.0\.1:\d+ io=\w+( poller=epoll)? model=loop$/,
  );
  assert.match(serve.text, /^jadegate stopped .*connections_accepted=1 .*frames_sent=2$/m);
});

test('serve: processes share the port; a killed one is named and replaced; all are counted at the end', async (t) => {
  if (process.platform !== 'linux') {
    t.skip('only Linux spreads connections over processes');
    return;
  }
  const serve = new ServeProcess(CRASH, '--port', '0', '--workers', '2', '--drain', '0');
  const port = await serve.port();
  assert.match(serve.lines[0] ?? '', / model=processes:2$/);
  const asked = async (): Promise<{ readonly client: RawTcp; readonly pid: number }> => {
    const client = await RawTcp.connect(port);
    client.send('hello\n');
    return { client, pid: Number.parseInt(await client.until(/hello\n/), 10) };
  };
  // The system spreads them by chance, so clients connect until both workers were met.
  const clients = [await asked(), await asked()];
  while (new Set(clients.map(({ pid }) => pid)).size < 2) clients.push(await asked());
  const [victim, other] = [clients[0], clients.find(({ pid }) => pid !== clients[0]?.pid)];
  assert.ok(victim !== undefined && other !== undefined);
  process.kill(victim.pid, 'SIGKILL');
  await victim.client.closed();
  assert.match(
    await serve.line(/is gone/),
    new RegExp(`\\(process ${victim.pid}\\) is gone: it ended by SIGKILL; a new one`),
  );
  await serve.line(/is process \d+ now/);
  other.client.send('still here\n');
  assert.match(await other.client.until(/still here\n/), new RegExp(`${other.pid}: still here\n$`));
  assert.equal(await serve.stop(), 0);
  assert.match(serve.text, /^jadegate stopped worker=1 \(process \d+\) restarts=[01]/m);
  assert.match(serve.text, /^jadegate stopped worker=2 \(process \d+\) restarts=[01]/m);
  assert.match(serve.text, /^jadegate stopped bytes_received=/m);
});

test('serve: workers end when the process that started them is killed', async (t) => {
  if (process.platform !== 'linux') {
    t.skip('only Linux spreads connections over processes');
    return;
  }
  const serve = new ServeProcess('echo', '--port', '0', '--workers', '2');
  const client = await RawTcp.connect(await serve.port());
  serve.signal('SIGKILL');
  // It is over when no process holds its outputs any more, workers included.
  await serve.exit();
  await client.closed();
});

test('serve: a second Ctrl-C ends at once', async () => {
  const serve = new ServeProcess('calc', '--port', '0', '--drain', '3600');
  const client = await RawTcp.connect(await serve.port());
  client.send('1+1X');
  await client.until(/X/);
  serve.signal('SIGINT');
  await serve.line(/SIGINT: stopping/);
  // A signal that follows too soon counts as the same one, so this repeats until it has an effect.
  const again = setInterval(() => serve.signal('SIGINT'), 100);
  assert.equal(await serve.exit(), 1);
  clearInterval(again);
  assert.match(serve.text, /SIGINT again: ending at once/);
  await client.closed();
});

test('serve: a port that is taken is refused by its number, under processes too', async () => {
  const first = new ServeProcess('echo', '--port', '0');
  const port = await first.port();
  for (const workers of [[], ['--workers', '2']]) {
    const second = new ServeProcess('echo', '--port', String(port), ...workers);
    assert.equal(await second.exit(), 1);
    assert.match(second.text, new RegExp(`^jadegate: Cannot listen on 127\\.0\\.0\\.1:${port} \\(EADDRINUSE\\)`, 'm'));
  }
  await first.stop();
});

const REFUSED: readonly (readonly [args: readonly string[], words: RegExp])[] = [
  [['ecco'], /no service and no file named ecco\. Built-in services: echo, calc, tcp-chat/],
  [['./no/such/file.ts'], /no service and no file named \.\/no\/such\/file\.ts/],
  [[fileURLToPath(import.meta.resolve('../../package.json'))], /package\.json cannot be loaded: /],
  [[fileURLToPath(import.meta.resolve('../base/index.ts'))], /must have export default defineService\(\{ … \}\)/],
  [['echo', '--port', '65536'], /'--port <port>' argument '65536' is invalid\. Give a whole number from 0 to 65535/],
  [['echo', '--port', 'http'], /Give a whole number from 0 to 65535/],
  [['echo', '--workers', 'thread:2'], /--workers thread:2: N for processes, threads:N or pool:N/],
  [['echo', '--workers', '0'], /N from 1 to 64 is accepted/],
  [['echo', '--poller', 'kqueue'], /Allowed choices are epoll, epoll-level, poll, select, io_uring/],
  [['echo', '--io', 'uring'], /Allowed choices are auto, native, node/],
  [['echo', '--io', 'node', '--poller', 'poll'], /--poller poll needs the native I\/O/],
  [['echo', '--drain', '-1'], /Give a number of seconds from 0 to 3600/],
  [['echo', '--connections', '0'], /Give a whole number from 1 to 1048576/],
  [['echo', '--threads', '2'], /unknown option '--threads'/],
  [['tcp-chat', '--workers', '2'], /tcp-chat cannot be served by 2 processes: it keeps its state in one memory/],
  [['tcp-chat', '--workers', 'pool:2'], /tcp-chat cannot use a pool/],
  [['echo', '--host', '203.0.113.7', '--port', '0'], /Cannot listen on 203\.0\.113\.7:0 \(EADDRNOTAVAIL\)/],
];

for (const [args, words] of REFUSED) {
  test(`serve ${args.join(' ')}: is refused with the valid values`, async () => {
    let told = '';
    const program = new Command('serve').exitOverride().configureOutput({ writeErr: (text) => (told += text) });
    addServeCommand(program);
    await assert.rejects(program.parseAsync([...args], { from: 'user' }), (error) => {
      assert.ok(error instanceof CommanderError || error instanceof CodedError);
      assert.match(`${told}${error.message}`, words);
      return true;
    });
  });
}
