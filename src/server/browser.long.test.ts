// A web page in a real browser at a whole server, by WebSocket.
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
import { toHex } from '../base/index.ts';
import { signInPacket, withServer } from './websocket.fixture.ts';

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
