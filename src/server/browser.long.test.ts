// A web page in a real browser at a whole server, by WebSocket.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '../base/index.ts';
import { openPage, withoutChromium } from './chromium.fixture.ts';
import { signInPacket, withServer } from './websocket.fixture.ts';

test('server by WebSocket: a page in Chromium signs in, and one of a wrong origin does not get in', {
  skip: withoutChromium,
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

function runPage(options: {
  readonly url: string;
  readonly closedUrl: string;
  readonly packet: string;
}): Promise<Record<string, string>> {
  const values = { URL_OPEN: options.url, URL_CLOSED: options.closedUrl, PACKET: options.packet };
  const constants = Object.entries(values).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  return openPage((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><script>${constants.join('')}${PAGE_SCRIPT}</script>`);
  });
}
