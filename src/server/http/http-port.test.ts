import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { Counters, type Logger, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { type AnyModule, defineModule, openGate } from '../../gate/index.ts';
import { requestOnce, type TestAnswer } from '../../request-node.ts';
import { HttpPort } from './index.ts';
import { HTTP_STOP_MS_MAX, ROUTE_MS_MAX } from './limits.ts';
import { NonceMemory } from './nonce-memory.ts';

const SECRET = 'a secret of sixteen and more';
const settings = z.object({ secret: z.string().default(SECRET) });
const body = z.object({ roleId: z.coerce.bigint(), gold: z.int().min(1) });
const auth = { bearer: (own: { readonly secret: string }) => own.secret };
const fresh = { timeHeader: 'X-Time', nonceHeader: 'X-Nonce', windowSeconds: 60 };
const GOOD = { roleId: '60000001', gold: 5 };

interface World extends AsyncDisposable {
  readonly port: HttpPort;
  readonly clock: ManualClock;
  readonly counters: Counters;
  readonly logged: string[];
  readonly ran: unknown[];
  ask(name: string, given?: unknown, headers?: Readonly<Record<string, string>>): Promise<TestAnswer>;
  /** A sender of bytes; resolves to all that it was answered once the connection has ended. */
  raw(bytes: string): { readonly socket: Socket; readonly answered: Promise<string> };
}

type Bounds = Partial<Omit<Parameters<typeof HttpPort.open>[1], 'endpoint' | 'routes'>>;

async function world(more: readonly AnyModule[] = [], bounds: Bounds = {}): Promise<World> {
  const [clock, counters, logged, ran] = [new ManualClock(), new Counters(), [] as string[], [] as unknown[]];
  const note = (message: string) => void logged.push(message);
  const log: Logger = { ...silentLogger, warn: note, error: note, child: () => log };
  const till = defineModule({ name: 'till', settings })
    .route('POST /paid', { auth, body }, (_scope, paid) => {
      ran.push(paid);
      return { status: 200, json: paid };
    })
    .route(
      'PUT /signed',
      { auth: { hmacSha256: { header: 'X-Signature', secret: auth.bearer } }, body },
      (_scope, paid) => {
        ran.push(paid);
        return { status: 201, text: 'kept' };
      },
    )
    .route(
      'PUT /once',
      { auth: { hmacSha256: { header: 'X-Sig', secret: auth.bearer, fresh } }, body },
      (_scope, paid) => {
        ran.push(paid);
        return { status: 200, json: paid };
      },
    )
    .route('GET /health', { auth: 'none', body: z.undefined() }, () => ({ status: 204 }))
    .route('POST /fails', { auth, body: z.unknown() }, () => assert.fail('the ore is gone'));
  const random = new SeededRandom(1);
  const parts = { clock, counters, log, random, store: { table: () => ({}) }, reactor: { wheel: null } };
  // A gate without listeners uses nothing else of them.
  const gate = await openGate(parts as never, { modules: [till, ...more], messages: [] });
  const port = await HttpPort.open(
    { clock, counters, log, random },
    {
      endpoint: { host: '127.0.0.1', port: 0 },
      routes: gate.modules.routes,
      bodyBytesMax: 1_024,
      connectionsMax: 16,
      handlersMax: 2,
      reusePort: false,
      ...bounds,
    },
  );
  const { hostname, port: number } = new URL(port.url);
  const sockets: Socket[] = [];
  return {
    port,
    clock,
    counters,
    logged,
    ran,
    ask: (name, given = GOOD, headers = {}) => {
      const [method = '', path = ''] = name.split(' ');
      const bytes = Buffer.from(typeof given === 'string' ? given : JSON.stringify(given));
      const own = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
      const fields = { ...own, ...port.proofOf(name, bytes), ...headers };
      return requestOnce(`${port.url}${path}`, { method, headers: fields, body: bytes });
    },
    raw: (bytes) => {
      const socket = connect(Number(number), hostname);
      sockets.push(socket);
      socket.write(bytes);
      return { socket, answered: allOf(socket) };
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await port.close();
    },
  };
}

/** What was received until the connection has ended, however it ends. */
function allOf(socket: Socket): Promise<string> {
  let received = '';
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.setEncoding('utf8').on('data', (text) => {
    received += text;
  });
  socket.on('error', () => {});
  socket.on('close', () => resolve(received));
  return promise;
}

const proof = `Authorization: Bearer ${SECRET}\r\n`;
const json = 'Content-Type: application/json\r\n';

function head(lines: string, first = 'POST /paid HTTP/1.1'): string {
  return `${first}\r\nHost: game\r\n${lines}\r\n`;
}

test('routes: a request that proves the secret runs the handler with the checked body, and has its answer', async () => {
  await using at = await world();
  const paid = await at.ask('POST /paid');
  assert.deepEqual([paid.status, paid.json], [200, GOOD]);
  const signed = await at.ask('PUT /signed');
  assert.deepEqual(
    [signed.status, signed.text, signed.headers['content-type']],
    [201, 'kept', 'text/plain; charset=utf-8'],
  );
  assert.deepEqual(at.ran, [
    { roleId: 60_000_001n, gold: 5 },
    { roleId: 60_000_001n, gold: 5 },
  ]);
  const health = await at.ask('GET /health?from=proxy', '');
  assert.deepEqual([health.status, health.text], [204, '']);
  const counted = Object.entries(at.counters.snapshot()).filter(([name]) => name.startsWith('http_'));
  assert.deepEqual(counted, [
    ['http_requests{GET /health 2xx}', 1],
    ['http_requests{POST /paid 2xx}', 1],
    ['http_requests{PUT /signed 2xx}', 1],
  ]);
  assert.deepEqual(at.port.routes()[1], { name: 'PUT /signed', module: 'till', auth: 'hmac-sha256' });
});

test('routes: a wrong proof is refused, and no handler runs', async () => {
  await using at = await world();
  const signature = at.port.proofOf('PUT /signed', Buffer.from(JSON.stringify(GOOD)))['x-signature'] ?? '';
  assert.match(signature, /^sha256=[0-9a-f]{64}$/);
  const rows: readonly (readonly [string, Record<string, string>, unknown?])[] = [
    ['POST /paid', { authorization: '' }],
    ['POST /paid', { authorization: SECRET }],
    ['POST /paid', { authorization: `Bearer ${SECRET}x` }],
    ['POST /paid', { authorization: `Bearer ${SECRET.slice(1)}` }],
    ['POST /paid', { authorization: `Basic ${SECRET}` }],
    ['PUT /signed', { 'x-signature': '' }],
    ['PUT /signed', { 'x-signature': signature.slice(0, -1) }],
    ['PUT /signed', { 'x-signature': signature.replace('sha256=', 'sha1=') }],
    ['PUT /signed', { 'x-signature': `${signature}, ${signature}` }],
    ['PUT /signed', { 'x-signature': signature }, { ...GOOD, gold: 6 }],
    ['PUT /signed', { 'x-signature': signature }, `${JSON.stringify(GOOD)} `],
  ];
  for (const [name, headers, given] of rows) {
    assert.equal((await at.ask(name, given ?? GOOD, headers)).status, 401, `${name} ${JSON.stringify(headers)}`);
  }
  assert.deepEqual(at.ran, []);
  assert.equal(at.logged.length, rows.length);
  // Without the prefix too, and in capitals.
  const bare = signature.replace('sha256=', '').toUpperCase();
  assert.equal((await at.ask('PUT /signed', GOOD, { 'x-signature': bare })).status, 201);
});

test('routes: a bearer is refused before a byte of the body is read', async () => {
  await using at = await world();
  const { answered } = at.raw(head(`Authorization: Bearer wrong\r\n${json}Content-Length: 900\r\n`));
  assert.match(await answered, /^HTTP\/1\.1 401 .*\r\n/);
  const waiting = at.raw(head(`${proof}${json}Content-Length: 34\r\nExpect: 100-continue\r\n`));
  const [first] = (await once(waiting.socket, 'data')) as [string];
  assert.match(first, /^HTTP\/1\.1 100 Continue/);
  const refused = at.raw(head(`${json}Content-Length: 34\r\nExpect: 100-continue\r\n`));
  assert.match(await refused.answered, /^HTTP\/1\.1 401 /);
  assert.deepEqual(at.ran, []);
});

test('routes: a body that breaks a rule is refused with the field and the rule', async () => {
  await using at = await world();
  const rows: readonly (readonly [unknown, RegExp])[] = [
    [{ ...GOOD, gold: 0 }, /^gold: /],
    [{ roleId: 'x', gold: '5' }, /^roleId: .*; gold: /],
    [[], /^body: .*object/],
    ['{"gold":', /^the body is not JSON in UTF-8$/],
    ['', /^body: /],
    ['['.repeat(1_000), /^the body is not JSON/],
  ];
  for (const [given, expected] of rows) {
    const { status, json: said } = await at.ask('POST /paid', given);
    assert.equal(status, 400);
    assert.match((said as { error: string }).error, expected);
  }
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f${index}`, 'x']));
  const picky = defineModule({ name: 'picky' }).route(
    'POST /picky',
    { auth: 'none', body: z.record(z.string(), z.number()) },
    () => ({ status: 204 }),
  );
  await using other = await world([picky]);
  const { json: faults } = await other.ask('POST /picky', many);
  assert.equal((faults as { error: string }).error.split('; ').length, 8);
  assert.deepEqual(at.ran, []);
});

test('routes: what HTTP does not allow here has its own status', async () => {
  await using at = await world();
  const length = 'Content-Length: 2\r\n';
  const rows: readonly (readonly [string, string])[] = [
    [head('', 'GET /nowhere HTTP/1.1'), '404'],
    [head('', 'GET * HTTP/1.1'), '404'],
    [head('', 'GET http://game/health HTTP/1.1'), '404'],
    [head('', 'GET /paid HTTP/1.1'), '405'],
    [head('', 'HEAD /health HTTP/1.1'), '405'],
    [head(`${proof}${json}`), '411'],
    [head(`${proof}${json}Content-Length: 1025\r\n`), '413'],
    [head(`${proof}${json}Content-Length: 9999999999999\r\n`), '413'],
    [`${head(`${proof}${json}Transfer-Encoding: chunked\r\n`)}401\r\n${'x'.repeat(1_025)}\r\n`, '413'],
    [head(`${proof}${length}`), '415'],
    [head(`${proof}Content-Type: text/plain\r\n${length}`), '415'],
    [head(`${proof}${json}Content-Encoding: gzip\r\n${length}`), '415'],
    [head(`${proof}${json}Expect: more\r\n${length}`), '417'],
    [head(`X: ${'x'.repeat(9_000)}\r\n`), '431'],
    [head(`${proof}${json}${length}Transfer-Encoding: chunked\r\n`), '400'],
    [head(`${proof}${json}${length}Content-Length: 3\r\n`), '400'],
    ['\u0016\u0003\u0001\u0002\u0000', '400'],
    ['GET /health HTTP/9.9\r\n\r\n', '400'],
  ];
  for (const [bytes, status] of rows) {
    const { socket, answered } = at.raw(bytes);
    socket.end();
    assert.equal((await answered).slice(9, 12), status, JSON.stringify(bytes.slice(0, 160)));
  }
  assert.match(await at.raw(head('Connection: close\r\n', 'GET /paid HTTP/1.1')).answered, /\r\nallow: POST\r\n/i);
  assert.deepEqual(at.ran, []);
});

test('routes: a header and a body that do not arrive in time are answered with 408', async () => {
  await using at = await world([], { headerMs: 20, requestMs: 40, checkMs: 5 });
  const [late, slow] = [
    at.raw('POST /paid HTTP/1.1\r\nHost:'),
    at.raw(`${head(`${proof}${json}Content-Length: 34\r\n`)}{`),
  ];
  assert.deepEqual([(await late.answered).slice(9, 12), (await slow.answered).slice(9, 12)], ['408', '408']);
  assert.deepEqual(at.ran, []);
});

test('routes: a handler that throws is an incident: the sender has its number, the log has the error', async () => {
  const odd = defineModule({ name: 'odd' })
    .route('GET /status', { auth: 'none', body: z.undefined() }, () => ({ status: 42 }))
    .route('GET /long', { auth: 'none', body: z.undefined() }, () => ({ status: 200, text: 'x'.repeat(2_000_000) }))
    .route('GET /round', { auth: 'none', body: z.undefined() }, () => {
      const round: Record<string, unknown> = {};
      round['self'] = round;
      return { status: 200, json: round };
    });
  await using at = await world([odd]);
  for (const name of ['POST /fails', 'GET /status', 'GET /long', 'GET /round']) {
    const { status, json: said, text: sent } = await at.ask(name, name.startsWith('GET') ? '' : GOOD);
    assert.equal(status, 500);
    assert.match((said as { incident: string }).incident, /^[0-9a-f]{8}$/);
    assert.doesNotMatch(sent, /ore|self|42/);
  }
  assert.match(at.logged[0] ?? '', /^the route 'POST \/fails' failed: the ore is gone$/);
  assert.equal(at.counters.counter('http_requests', 'POST /fails 500').value, 1);
});

/** A route whose handler ends when the test says so. */
function waitingModule() {
  const runs: PromiseWithResolvers<void>[] = [];
  const module = defineModule({ name: 'slow' }).route('POST /slow', { auth: 'none', body: z.unknown() }, async () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    await run.promise;
    return { status: 204 };
  });
  return { module, runs };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

test('routes: above the limit of handlers a request is refused, until one has ended; a late one keeps its place', async () => {
  const { module, runs } = waitingModule();
  await using at = await world([module]);
  const asked = [at.ask('POST /slow'), at.ask('POST /slow')];
  await until(() => runs.length === 2);
  const busy = await at.ask('POST /slow');
  assert.deepEqual([busy.status, busy.headers['retry-after']], [503, '1']);
  at.clock.advance(ROUTE_MS_MAX);
  for (const each of asked) assert.equal((await each).status, 500);
  assert.equal((await at.ask('POST /slow')).status, 503);
  runs[0]?.resolve();
  await setImmediate();
  const next = at.ask('POST /slow');
  await until(() => runs.length === 3);
  runs[2]?.resolve();
  assert.equal((await next).status, 204);
});

test('routes: a stop refuses new requests, waits for those that are handled, and then for no longer than its bound', async () => {
  for (const isLate of [false, true]) {
    const { module, runs } = waitingModule();
    const at = await world([module]);
    const asked = at.ask('POST /slow').then(
      ({ status }) => status,
      () => 'gone',
    );
    await until(() => runs.length === 1);
    // A request of which the body has not ended when the stop begins.
    const late = at.raw(
      head(`${proof}${json}Content-Length: ${JSON.stringify(GOOD).length}\r\nExpect: 100-continue\r\n`),
    );
    await once(late.socket, 'data');
    const closed = at.port.close();
    late.socket.write(JSON.stringify(GOOD));
    assert.match(await late.answered, /\r\n\r\nHTTP\/1\.1 503 /);
    assert.deepEqual(at.ran, []);
    if (isLate) at.clock.advance(HTTP_STOP_MS_MAX);
    else runs[0]?.resolve();
    assert.equal(await asked, isLate ? 'gone' : 204);
    await closed;
    assert.equal(at.logged.length, isLate ? 1 : 0);
    runs[0]?.resolve();
  }
});

test('routes: connections above the limit are closed and counted', async () => {
  await using at = await world([], { connectionsMax: 1 });
  const first = at.raw('GET');
  await once(first.socket, 'connect');
  await setImmediate();
  const second = at.raw('GET /health HTTP/1.1\r\n\r\n');
  assert.equal(await second.answered, '');
  await until(() => at.counters.counter('http_connections_refused').value > 0);
});

test('routes: an empty secret fails the start by its route, and a short one is a warning', async () => {
  const other = (secret: string): AnyModule =>
    defineModule({ name: 'open' }).route('POST /open', { auth: { bearer: () => secret }, body: z.unknown() }, () => ({
      status: 204,
    }));
  await assert.rejects(world([other('')]), {
    code: 'invalid',
    message: "the secret of the route POST /open of module 'open' is empty: set it in the module's settings",
  });
  await using at = await world([other('short')]);
  assert.match(at.logged[0] ?? '', /^the secret of the route POST \/open .* has 5 characters and can be guessed/);
});

test('routes: a port that is taken fails the start with the setting to change', async () => {
  await using at = await world();
  const endpoint = { host: '127.0.0.1', port: Number(new URL(at.port.url).port) };
  const random = new SeededRandom(1);
  const opened = HttpPort.open(
    { clock: at.clock, counters: at.counters, log: silentLogger, random },
    { endpoint, routes: [], bodyBytesMax: 1, connectionsMax: 1, handlersMax: 1, reusePort: false },
  );
  await assert.rejects(opened, { code: 'refused', message: /EADDRINUSE.*choose another http\.port/ });
});

test('routes: a connection carries several requests, answered in their order, until one whose body was not read', async () => {
  const { module, runs } = waitingModule();
  await using at = await world([module]);
  const sent = JSON.stringify(GOOD);
  const slow = head(`${json}Content-Length: 2\r\n`, 'POST /slow HTTP/1.1');
  const good = head(`${proof}${json}Content-Length: ${sent.length}\r\n`);
  const refused = head(`${json}Content-Length: ${sent.length}\r\n`);
  const { socket, answered } = at.raw(`${slow}{}${good}${sent}`);
  await until(() => at.ran.length === 1);
  // The second is done, and its answer waits for that of the first.
  runs[0]?.resolve();
  await once(socket, 'data');
  socket.write(`${refused}${sent.slice(0, 5)}`);
  const statuses = [...(await answered).matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
  assert.deepEqual(statuses, ['204', '200', '401']);
  assert.equal(at.ran.length, 1);
});

test('routes: a signed request with a time and a nonce works once, within its window', async () => {
  await using at = await world();
  const bytes = Buffer.from(JSON.stringify(GOOD));
  const recorded = at.port.proofOf('PUT /once', bytes);
  assert.equal((await at.ask('PUT /once', GOOD, recorded)).status, 200);
  const again = await at.ask('PUT /once', GOOD, recorded);
  assert.deepEqual(
    [again.status, again.json],
    [409, { error: 'the nonce was used before: sign each try with a new one' }],
  );
  assert.match(at.logged.at(-1) ?? '', /the nonce was used before/);
  assert.equal((await at.ask('PUT /once')).status, 200, 'signed anew');
  assert.equal(at.ran.length, 2);
});

test('routes: neither time nor nonce can be changed, left out or be too old, and a refused body uses up nothing', async () => {
  await using at = await world();
  const proof = at.port.proofOf('PUT /once', Buffer.from(JSON.stringify(GOOD)));
  const rows: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
    [{ 'x-nonce': 'another-one' }, 401],
    [{ 'x-nonce': 'short' }, 401],
    [{ 'x-nonce': '' }, 401],
    [{ 'x-time': String(Number(proof['x-time']) + 1) }, 401],
    [{ 'x-time': '' }, 401],
    [{ 'x-time': '1e9' }, 401],
    [{ 'x-sig': '' }, 401],
  ];
  for (const [change, status] of rows) {
    assert.equal((await at.ask('PUT /once', GOOD, { ...proof, ...change })).status, status, JSON.stringify(change));
  }
  const wrong = { roleId: 'none', gold: 0 };
  const signedWrong = at.port.proofOf('PUT /once', Buffer.from(JSON.stringify(wrong)));
  for (let count = 0; count < 2; count++) assert.equal((await at.ask('PUT /once', wrong, signedWrong)).status, 400);
  at.clock.advance(61_000);
  const late = await at.ask('PUT /once', GOOD, proof);
  assert.deepEqual([late.status, at.ran.length], [401, 0]);
  assert.match(late.text, /set the clocks/);
});

test('routes: a nonce is remembered for as long as its time counts, and within a bound', () => {
  const clock = new ManualClock();
  const memory = new NonceMemory(clock, { windowSeconds: 60, countMax: 2 });
  assert.equal(memory.use('a'), 'fresh');
  clock.advance(119_000);
  assert.deepEqual([memory.use('a'), memory.use('b'), memory.use('c')], ['used', 'fresh', 'full']);
  clock.advance(1_000);
  assert.deepEqual([memory.use('c'), memory.use('b')], ['fresh', 'used']);
  clock.advance(118_000);
  assert.equal(memory.use('b'), 'used', 'two windows after it was used');
  clock.advance(600_000);
  assert.deepEqual([memory.use('a'), memory.use('b')], ['fresh', 'fresh']);
});
