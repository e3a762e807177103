// WebSocket at a whole server: a player's way into the world, last words, and a web page in a browser.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import WebSocket from 'ws';
import { toHex } from '../base/index.ts';
import { ClientError, connectClient, enterWorld } from '../client/index.ts';
import { CLOSE_REASONS, gateMessages } from '../gate/index.ts';
import { emptyCredentials } from '../modules/login/index.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { createRegistry, decode, encodePacket, PacketWriter } from '../wire/index.ts';
import { type ConfigInput, readConfig } from './config.ts';
import { ConfigError } from './control/index.ts';
import { type Server, startServer } from './server.ts';

async function withServer(flags: ConfigInput, body: (server: Server, url: string) => Promise<void>): Promise<void> {
  const server = await startServer({
    config: readConfig({ flags: { inMemory: true, ...flags, gate: { port: 0, host: '127.0.0.1', ...flags.gate } } }),
  });
  let isStopped = false;
  const stop = server.stop.bind(server);
  server.stop = async () => {
    if (!isStopped) await stop();
    isStopped = true;
  };
  try {
    await body(server, `ws://127.0.0.1:${server.endpoint.port}`);
  } finally {
    await server.stop();
  }
}

test('server by WebSocket: a player enters the world in either layout, beside one over TCP', async () => {
  for (const layout of ['packed', 'protobuf'] as const) {
    await withServer({ dev: true, gate: { layout } }, async (server, url) => {
      const client = await connectClient({ url, layout });
      const other = await connectClient({ url: server.url, layout });
      const [entered, entered2] = await Promise.all([
        enterWorld(client, { credentials: 'alice' }),
        enterWorld(other, { credentials: 'bob' }),
      ]);
      assert.notEqual(entered.roleId, entered2.roleId);
      const closed = client.closed;
      await server.stop();
      assert.equal((await closed).told?.reason, CLOSE_REASONS['server-shutdown'].number);
    });
  }
});

test('server by WebSocket: who is displaced is told by message, then by the code of the reason', async () => {
  await withServer({ dev: true }, async (_server, url) => {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    const heard: Buffer[] = [];
    socket.on('message', (data: Buffer) => heard.push(data));
    socket.send(signInPacket('carol'));
    await once(socket, 'message');
    const newcomer = await connectClient({ url });
    const closing = once(socket, 'close');
    await enterWorld(newcomer, { credentials: 'carol' });
    const [code, words] = (await closing) as [number, Buffer];
    assert.deepEqual([code, words.toString()], [4_000 + CLOSE_REASONS['other-login'].number, 'other-login']);
    const registry = createRegistry(JADEGATE_MESSAGES);
    const names = heard.map((bytes) => {
      const decoded = decode(registry, { layout: 'packed', bytes });
      return decoded.kind === 'decoded' ? decoded.type.name : decoded.kind;
    });
    const wanted = [gateMessages.OtherLoginS2c.name, gateMessages.CloseS2c.name];
    assert.deepEqual(names.slice(-2), wanted, 'last words come before the close frame');
    await newcomer.close();
  });
});

test('server by WebSocket: off, or not for this page, it says so', async () => {
  await withServer({ dev: true, gate: { websocket: { isOn: false } } }, async (_server, url) => {
    const expected = (error: unknown) =>
      error instanceof ClientError && error.code === 'connect-failed' && /refused the WebSocket/.test(error.message);
    await assert.rejects(connectClient({ url }), expected);
  });
  const rows: readonly [flags: ConfigInput, origin: string | undefined, isTaken: boolean][] = [
    [{}, undefined, true],
    [{}, 'http://localhost:5173', false],
    [{ dev: true }, 'http://localhost:5173', true],
    [{ dev: true }, 'https://evil.example', false],
    [{ gate: { websocket: { origins: ['https://Game.example'] } } }, 'https://game.example', true],
    [{ gate: { websocket: { origins: ['*'] } } }, 'https://any.example', true],
    [{ gate: { websocket: { isOriginNeeded: true } } }, undefined, false],
  ];
  for (const [flags, origin, isTaken] of rows) {
    await withServer(flags, async (_server, url) => {
      const socket = new WebSocket(url, origin === undefined ? {} : { origin });
      // Rejects with the client's `error`.
      const event = await once(socket, 'open').then(
        () => 'open',
        (error: Error) => error.message,
      );
      assert.equal(event, isTaken ? 'open' : 'Unexpected server response: 403', JSON.stringify([flags, origin]));
      socket.terminate();
    });
  }
});

test('config: what is no origin is refused by its name', () => {
  for (const text of ['game.example', 'https://game.example/', 'https://game.example/play', 'https://', '', '**']) {
    const read = () => readConfig({ flags: { gate: { websocket: { origins: [text] } } } });
    const expected = (error: unknown) =>
      error instanceof ConfigError && /gate\.websocket\.origins\.0: /.test(error.message);
    assert.throws(read, expected, text);
  }
});

const CHROMIUM = '/usr/bin/chromium';
const isMissing = !existsSync(CHROMIUM) && process.env['CI'] === undefined;
const skip = isMissing ? `NO BROWSER: ${CHROMIUM} is not there (Debian package chromium), so no page was tried` : false;

test('server by WebSocket: a page in Chromium signs in, and one of a wrong origin does not get in', {
  skip,
}, async () => {
  await withServer({ dev: true }, async (_server, url) => {
    await withServer({}, async (_closed, closedUrl) => {
      const told = await runPage({ url, closedUrl, packet: toHex(signInPacket('dave')) });
      // 5 is the list of roles; the wrong origin is all that a page may know of its refusal.
      assert.deepEqual(told, {
        binaryType: 'arraybuffer',
        firstId: '5',
        code: '1000',
        isClean: 'true',
        refused: '1006',
      });
    });
  });
});

/** What the page does; what it found comes back as the query of a request. */
const PAGE_SCRIPT = `
  const found = {};
  const socket = new WebSocket(URL_OPEN);
  socket.binaryType = found.binaryType = 'arraybuffer';
  socket.onopen = () => socket.send(Uint8Array.from(PACKET.match(/../g), (hex) => parseInt(hex, 16)));
  socket.onmessage = ({ data }) => {
    if (found.firstId !== undefined) return;
    found.firstId = new DataView(data).getUint16(0);
    socket.close(1000, 'done');
  };
  socket.onclose = ({ code, wasClean }) => {
    found.code = code;
    found.isClean = wasClean;
    new WebSocket(URL_CLOSED).onclose = (event) => {
      found.refused = event.code;
      fetch('/found?' + new URLSearchParams(found));
    };
  };
`;

async function runPage(options: {
  readonly url: string;
  readonly closedUrl: string;
  readonly packet: string;
}): Promise<Record<string, string>> {
  const values = { URL_OPEN: options.url, URL_CLOSED: options.closedUrl, PACKET: options.packet };
  const constants = Object.entries(values).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  const found = Promise.withResolvers<Record<string, string>>();
  const site = createServer((request, response) => {
    const target = URL.parse(request.url ?? '', 'http://localhost');
    if (target?.pathname === '/found') found.resolve(Object.fromEntries(target.searchParams));
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><script>${constants.join('')}${PAGE_SCRIPT}</script>`);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as { readonly port: number };
  const profile = await mkdtemp(join(tmpdir(), 'jadegate-chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`];
  const browser = spawn(CHROMIUM, [...flags, '--disable-dev-shm-usage', `http://127.0.0.1:${port}/`], {
    stdio: 'ignore',
    detached: true,
  });
  const exited = once(browser, 'exit');
  browser.once('error', found.reject);
  exited.then(([code]) => found.reject(new Error(`${CHROMIUM} ended with ${code}`)), found.reject);
  try {
    return await found.promise;
  } finally {
    // The whole group: a browser is many processes.
    if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
    await exited;
    site.closeAllConnections();
    site.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function signInPacket(name: string): Uint8Array {
  const writer = new PacketWriter();
  encodePacket(writer, 'packed', { type: UserAuthC2s, value: emptyCredentials({ username: name, serverid: 1 }) });
  return writer.toBytes();
}
