import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, type Logger, silentLogger } from '../base/index.ts';
import { loadAddon } from './engine-native.ts';
import { conformIo } from './io.conformance.ts';
import { createDefaultIo } from './io-default.ts';
import { IoRecorder } from './io-recorder.fixture.ts';
import { TEST_TLS_KEYS } from './tls-keys.fixture.ts';
import { untilTurns } from './turns.fixture.ts';

const listen = { host: '127.0.0.1', port: 0, backlog: 511 };
const counters = new Counters();
const missing = { missing: 'it was not built' };
const create = (): ReturnType<typeof createDefaultIo> => createDefaultIo({ counters, log: silentLogger });
const open = (): { server: ReturnType<typeof create>; client: ReturnType<typeof create> } => ({
  server: create(),
  client: create(),
});

const common = { open, foreignHost: '192.0.2.1', until: untilTurns };
conformIo({ ...common, name: 'default tcp', listen, connect: {} });
conformIo({
  ...common,
  name: 'default tls',
  listen: { ...listen, tls: TEST_TLS_KEYS },
  connect: { tls: { authority: TEST_TLS_KEYS.certificate, serverName: 'localhost' } },
});

test('io default: plain, TLS and named peers of one io have numbers of their own', async () => {
  const { server, client } = open();
  const [near, far] = [new IoRecorder(client), new IoRecorder(server)];
  const plain = await server.listen({ ...listen, host: 'localhost' });
  const tls = await server.listen({ ...listen, tls: TEST_TLS_KEYS });
  assert.notEqual(plain.listener, tls.listener);
  const trust = { authority: TEST_TLS_KEYS.certificate, serverName: 'localhost' };
  const records = [
    near.connect({ host: 'localhost', port: plain.endpoint.port }),
    near.connect({ host: '127.0.0.1', port: tls.endpoint.port, tls: trust }),
    near.connect({ host: 'localhost', port: plain.endpoint.port }),
  ];
  await untilTurns(() => records.every((record) => record.isConnected) && far.accepted.length === 3);
  for (const record of records) client.write(record.socket, Uint8Array.of(record.socket & 0xff), 0, 1);
  await untilTurns(() => far.accepted.every((record) => record.receivedBytes === 1));
  assert.equal(new Set(far.accepted.map((record) => record.socket)).size, 3);
  await client.stop();
  await server.stop();
});

test('io default: without the addon the node body serves, and one line says so', async () => {
  const lines: string[] = [];
  const note = (line: string): void => void lines.push(line);
  const log: Logger = { ...silentLogger, info: note, warn: note };
  const io = createDefaultIo({ counters, log }, () => missing);
  assert.equal(io.name, 'node');
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /native I\/O is not available \(it was not built\); node:net is used/);
  await io.stop();
});

test('io default: the native body by name is refused where it is not', () => {
  const ask = (): unknown => createDefaultIo({ counters, log: silentLogger, body: 'native' }, () => missing);
  assert.throws(ask, { code: 'native-unavailable', message: /leave the setting `io` at `auto`/ });
});

test('io default: the node body by name is not looked past', async () => {
  const io = createDefaultIo({ counters, log: silentLogger, body: 'node' }, () => assert.fail('nothing is loaded'));
  assert.equal(io.name, 'node');
  await io.stop();
});

test('io default: on Linux with the addon the body is native', { skip: 'missing' in loadAddon() }, async () => {
  const io = create();
  assert.equal(io.name, 'native');
  await io.stop();
});
