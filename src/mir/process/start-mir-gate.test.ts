import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Logger, ManualClock, silentLogger } from '../../base/index.ts';
import { untilTurns } from '../../reactor/turns.fixture.ts';
import { type ConfigInput, readConfig } from '../../server/settings/index.ts';
import { parseEndpoint } from '../settings/index.ts';
import { askMir } from './ask-mir.fixture.ts';
import { type MirGateServerStatus, startMirGate } from './start-mir-gate.ts';

type GateInput = NonNullable<NonNullable<ConfigInput['mir']>['selgate']>;

/** A server that keeps what it hears, in a process that is this one. */
async function listening(): Promise<{ readonly port: number; readonly heard: () => string; close(): void }> {
  let heard = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    heard: () => heard,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('mir gate: from a configuration to a client at the server, with its control socket and its report', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jadegate-mir-'));
  const blockListFile = join(folder, 'block.txt');
  const server = await listening();
  const clock = new ManualClock();
  const logged: string[] = [];
  const log: Logger = { ...silentLogger, info: (text) => logged.push(text) };
  const selgate: GateInput = {
    listen: '127.0.0.1:0',
    server: `127.0.0.1:${server.port}`,
    dialect: 'PL',
    blockListFile,
  };
  const config = readConfig({ flags: { dataDirectory: folder, mir: { selgate } } });
  const gate = await startMirGate({ kind: 'selgate', config, clock, log });
  try {
    const client = connect(gate.endpoint.port, '127.0.0.1');
    client.on('error', () => client.destroy());
    client.write('#1<<<<<BL<<<<<<<<<!');
    await untilTurns(() => server.heard().endsWith('%D1/#1<<<<<BL<<<<<<<<<!$'));
    assert.equal(server.heard().replaceAll('%--$', ''), '%N1/127.0.0.1/127.0.0.1$%D1/#1<<<<<BL<<<<<<<<<!$');
    const status = (await askMir(folder, 'selgate', { command: 'status' })) as MirGateServerStatus;
    assert.deepEqual(
      [status.kind, status.dialect, status.link, status.clients, status.counters['mir_frames_forwarded']],
      ['selgate', 'PL', 'up', 1, 1],
    );
    await assert.rejects(startMirGate({ kind: 'selgate', config }), {
      code: 'refused',
      message: /another selgate runs on/,
    });
    assert.equal(await askMir(folder, 'logingate', { command: 'status' }), null);
    clock.advance(60_000);
    assert.deepEqual(
      logged.filter((text) => text === 'counters'),
      ['counters'],
    );
    await writeFile(blockListFile, 'nonsense');
    await assert.rejects(askMir(folder, 'selgate', { command: 'reload' }), { message: /block\.txt:1: "nonsense"/ });
    client.destroy();
  } finally {
    await gate.stop();
    server.close();
    await rm(folder, { recursive: true });
  }
});

const REFUSED: readonly (readonly [title: string, selgate: GateInput, code: string, message: RegExp])[] = [
  ['a substitution without its table', { codec: 'substitution' }, 'codec-incomplete', /256 bytes/],
  ['a block list that is a folder', { blockListFile: '/' }, 'block-list-unusable', /cannot be read/],
  ['an address that is not ours', { listen: '192.0.2.1:7100' }, 'address-unavailable', /192\.0\.2\.1/],
];
for (const [title, selgate, code, message] of REFUSED) {
  test(`mir gate: ${title} is told before anything is started`, async () => {
    const config = readConfig({ flags: { inMemory: true, mir: { selgate } } });
    await assert.rejects(startMirGate({ kind: 'selgate', config }), { code, message });
  });
}

test('mir gate: invalid settings are reported by name', () => {
  const refused: readonly (readonly [selgate: GateInput, message: RegExp])[] = [
    [{ server: '5100' }, /mir\.selgate\.server: must be HOST:PORT/],
    [{ server: '127.0.0.1:0' }, /mir\.selgate\.server: must be HOST:PORT with a port from 1/],
    [{ listen: 'x:99999' }, /mir\.selgate\.listen: must be \[HOST:\]PORT/],
    [{ silentSeconds: 3 }, /mir\.selgate\.silentSeconds: must be at least twice keepaliveSeconds/],
    [{ reconnectSecondsMin: 30 }, /mir\.selgate\.reconnectSecondsMin: must not be above/],
    [{ gateAddress: '1.2.3.4$%X1$' }, /mir\.selgate\.gateAddress: must be an address/],
    [{ substitutionTable: '00' }, /mir\.selgate\.substitutionTable: must be 512/],
  ];
  for (const [selgate, message] of refused) {
    assert.throws(() => readConfig({ flags: { mir: { selgate } } }), { code: 'invalid', message });
  }
  const { logingate, selgate } = readConfig({ environment: { JADEGATE_MIR_LOGINGATE_LISTEN: '7007' } }).mir;
  assert.deepEqual([logingate.listen, logingate.server.port], [{ host: '0.0.0.0', port: 7007 }, 5500]);
  assert.deepEqual([selgate.listen.port, selgate.server.port], [7100, 5100]);
});

test('mir gate: endpoints as people write them', () => {
  assert.deepEqual(parseEndpoint('7100', '::'), { host: '::', port: 7100 });
  assert.deepEqual(parseEndpoint('[::1]:7100', null), { host: '::1', port: 7100 });
  assert.deepEqual(parseEndpoint('mir.example.org:1', null), { host: 'mir.example.org', port: 1 });
  for (const text of ['7100', '', ':', 'a:', ':7100', '::1:7100', 'a b:1', 'a:1:2', 'a:65536', 'a:-1']) {
    assert.equal(parseEndpoint(text, null), null, text);
  }
});
