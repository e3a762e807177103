import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Logger, ManualClock, silentLogger } from '../../base/index.ts';
import { type ConfigInput, readConfig } from '../../server/settings/index.ts';
import { createClientEndpoints } from './client-endpoints.ts';
import { startMirDb } from './start-mir-db.ts';
import { startMirGate } from './start-mir-gate.ts';
import { startLoginSrv } from './start-mir-loginsrv.ts';

const NAMES: Readonly<Record<string, string>> = { 'play.example.org': '203.0.113.5', localhost: '127.0.0.1' };
const resolve = async (host: string): Promise<string> => {
  const address = NAMES[host];
  if (address === undefined) throw new Error('getaddrinfo ENOTFOUND');
  return address;
};

function world(isLocal = false) {
  const logged: string[] = [];
  const log: Logger = { ...silentLogger, warn: (text) => void logged.push(text) };
  return { endpoints: createClientEndpoints('mir.x', { log, resolve, isLocal }), logged };
}

test('client endpoints: names become IPv4 addresses, and IPv4 stays as it is', async () => {
  const { endpoints, logged } = world();
  const given = ['play.example.org', '198.51.100.7', '::ffff:198.51.100.8'].map((host) => ({ host, port: 7100 }));
  const hosts = (await endpoints.of(given)).map(({ host }) => host);
  assert.deepEqual(hosts, ['203.0.113.5', '198.51.100.7', '198.51.100.8']);
  assert.deepEqual(logged, []);
});

for (const host of ['0.0.0.0', '::', '::1', '2001:db8::1', '224.0.0.1']) {
  test(`client endpoints: ${host} is refused at the start, and the setting is named`, async () => {
    const message = new RegExp(`^mir\\.x: ${host} means nothing to clients.*IPv4`);
    await assert.rejects(world().endpoints.of([{ host, port: 1 }]), { code: 'invalid', message });
  });
}

test('client endpoints: a name without an IPv4 address is refused at the start', async () => {
  const message = /^mir\.x: no IPv4 address is found for none\.example: .*ENOTFOUND; correct the name/;
  await assert.rejects(world().endpoints.of([{ host: 'none.example', port: 1 }]), { code: 'invalid', message });
});

test('client endpoints: a loopback address is a warning, except in development', async () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const { endpoints, logged } = world();
    await endpoints.of([{ host, port: 7100 }]);
    assert.match(logged.join(), /players are sent to .*:7100, which is their own machine: give .* in mir\.x/);
    const local = world(true);
    await local.endpoints.of([{ host, port: 7100 }]);
    assert.deepEqual(local.logged, []);
  }
});

test('client endpoints: LoginSrv, DBSrv and gates refuse what clients do not understand before they listen', async () => {
  const configOf = (mir: ConfigInput['mir']) => readConfig({ flags: { inMemory: true, mir } });
  const clock = new ManualClock();
  const servers = (selgate: string) =>
    configOf({
      loginsrv: { listen: '127.0.0.1:0', bus: '127.0.0.1:0', servers: [{ name: 'One', selgates: [selgate] }] },
    });
  for (const selgate of ['0.0.0.0:7100', '[::1]:7100', 'none.example:7100']) {
    const message = /^mir\.loginsrv\.servers: /;
    await assert.rejects(startLoginSrv({ config: servers(selgate), clock, resolve }), { code: 'invalid', message });
  }
  const routes = [{ gate: '127.0.0.1', rungates: ['[::1]:7200'] }];
  const dbsrv = configOf({ dbsrv: { listen: '127.0.0.1:0', routes } });
  await assert.rejects(startMirDb({ config: dbsrv, clock, resolve }), {
    code: 'invalid',
    message: /^mir\.dbsrv\.routes: /,
  });
  const selgate = configOf({ selgate: { listen: '127.0.0.1:0', gateAddress: 'none.example' } });
  const started = startMirGate({ kind: 'selgate', config: selgate, clock, resolve });
  await assert.rejects(started, { code: 'invalid', message: /^mir\.selgate\.gateAddress: no IPv4 address/ });
});
