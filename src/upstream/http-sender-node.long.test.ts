import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { TEST_TLS_KEYS } from '../reactor/tls-keys.fixture.ts';
import type { HttpAnswer } from './http-sender.ts';
import { createNodeSender } from './http-sender-node.ts';

const BYTES_MAX = 1_000;

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Starts a service, asks it once, and ends it. */
async function askOnce(handle: RequestListener, signal = new AbortController().signal): Promise<HttpAnswer> {
  const server = createServer(handle);
  const sender = await createNodeSender({ connectionsMax: 2 });
  try {
    const url = `http://127.0.0.1:${await listen(server)}/profile?sig=1`;
    return await sender.send({ url, answerBytesMax: BYTES_MAX }, signal);
  } finally {
    sender.close();
    server.closeAllConnections();
    server.close();
  }
}

test('http sender: an answer of any status is passed on, with the headers that were sent', async () => {
  const answer = await askOnce((request, response) => {
    const { 'accept-encoding': encoding, accept } = request.headers;
    response.writeHead(503).end(`${request.method} ${request.url} ${encoding} ${accept} ä`);
  });
  assert.deepEqual(answer, { ok: true, status: 503, body: 'GET /profile?sig=1 identity application/json ä' });
});

test('http sender: a redirect is not followed', async () => {
  let requests = 0;
  const answer = await askOnce((request, response) => {
    requests++;
    response.writeHead(302, { location: `http://${request.headers.host}/elsewhere` }).end();
  });
  assert.deepEqual([answer, requests], [{ ok: false, fault: 'redirected', detail: 'status 302' }, 1]);
});

test('http sender: of 10 MB no more is read than allowed, with and without a stated length', async () => {
  for (const headers of [{ 'content-length': '10000000' }, {}]) {
    const { promise: isCut, resolve: closed } = Promise.withResolvers<boolean>();
    const answer = await askOnce((_request, response) => {
      response.writeHead(200, headers);
      response.on('close', () => closed(!response.writableFinished));
      const chunk = Buffer.alloc(100_000);
      const write = (left: number): void => {
        if (left > 0 && !response.destroyed) response.write(chunk, () => write(left - 1));
      };
      write(100);
    });
    assert.deepEqual(answer, { ok: false, fault: 'too-large', detail: 'status 200' });
    assert.equal(await isCut, true);
  }
});

test('http sender: an answer that is cut off, is no text, or is no HTTP is broken', async () => {
  const rows: readonly RequestListener[] = [
    (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"ret":0');
      setImmediate(() => response.destroy());
    },
    (_request, response) => response.end(Buffer.from([0xff, 0xfe, 0xfd])),
    (request) => request.socket.end('not HTTP\r\n\r\n'),
    (request) => request.socket.destroy(),
  ];
  for (const handle of rows) {
    const answer = await askOnce(handle);
    assert.equal(answer.ok ? answer.body : answer.fault, 'broken');
  }
});

test('http sender: a service that stalls before or in its answer is given up when the signal says so', async () => {
  const rows: readonly ((response: Parameters<RequestListener>[1]) => void)[] = [
    () => {},
    (response) => response.writeHead(200).write('{'),
  ];
  for (const begin of rows) {
    const abort = new AbortController();
    const answer = await askOnce((_request, response) => {
      begin(response);
      setImmediate(() => abort.abort());
    }, abort.signal);
    assert.equal(answer.ok ? answer.body : answer.fault, 'cancelled');
  }
});

test('http sender: a closed port is unreachable', async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const sender = await createNodeSender({ connectionsMax: 1 });
  const request = { url: `http://127.0.0.1:${port}/`, answerBytesMax: 1 };
  const answer = await sender.send(request, new AbortController().signal);
  assert.deepEqual(answer, { ok: false, fault: 'unreachable', detail: 'ECONNREFUSED' });
  sender.close();
});

test('http sender: what cannot be sent is a fault and no throw', async () => {
  const sender = await createNodeSender({ connectionsMax: 1 });
  const { signal } = new AbortController();
  const rows = [{ url: 'http://[' }, { url: 'http://127.0.0.1:1/', headers: { 'x-field': 'line\nend' } }];
  for (const row of rows) {
    const answer = await sender.send({ ...row, answerBytesMax: 1 }, signal);
    assert.equal(answer.ok ? answer.body : answer.fault, 'unreachable');
  }
  sender.close();
});

test('http sender: certificates are checked, also where the environment says not to', async () => {
  const { certificate, privateKey } = TEST_TLS_KEYS;
  const server = createTlsServer({ cert: certificate, key: privateKey }, (_request, response) => response.end('yes'));
  const port = await listen(server as unknown as Server);
  const request = { url: `https://localhost:${port}/`, answerBytesMax: 100 };
  const { signal } = new AbortController();
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const strict = await createNodeSender({ connectionsMax: 1 });
  const trusting = await createNodeSender({ connectionsMax: 1, authority: certificate });
  try {
    const refused = await strict.send(request, signal);
    assert.equal(refused.ok ? refused.body : refused.fault, 'unreachable');
    assert.deepEqual(await trusting.send(request, signal), { ok: true, status: 200, body: 'yes' });
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    strict.close();
    trusting.close();
    server.closeAllConnections();
    server.close();
  }
});

test('http sender: connections are kept and bounded', async () => {
  const sockets = new Set<unknown>();
  let atOnce = 0;
  let atOnceMax = 0;
  const server = createServer((request, response) => {
    sockets.add(request.socket);
    atOnceMax = Math.max(atOnceMax, ++atOnce);
    setImmediate(() => {
      atOnce--;
      response.end('yes');
    });
  });
  const sender = await createNodeSender({ connectionsMax: 3 });
  const request = { url: `http://127.0.0.1:${await listen(server)}/`, answerBytesMax: 100 };
  const { signal } = new AbortController();
  const answers = await Promise.all(Array.from({ length: 30 }, () => sender.send(request, signal)));
  assert.ok(answers.every((answer) => answer.ok));
  assert.ok(sockets.size <= 3 && atOnceMax <= 3, `${sockets.size} connections`);
  sender.close();
  server.closeAllConnections();
  server.close();
});
