import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule } from '../../gate/index.ts';
import { ConfigError } from '../control/index.ts';
import { type Config, type ConfigInput, readConfig } from './config.ts';
import { modulesOf } from './game-modules.ts';
import { environmentName, settingList } from './setting-list.ts';

function file(settings: unknown): { readonly file: { readonly path: string; readonly settings: unknown } } {
  return { file: { path: '/etc/game.json', settings } };
}

/** The message of the refusal. */
function refusal(read: () => Config): string {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof ConfigError && error.code === 'invalid', String(error));
    return error.message;
  }
  return assert.fail('it is refused');
}

test('config: nothing given is a server for players, closed to strangers', () => {
  const config = readConfig({});
  assert.deepEqual(
    [config.dev, config.gate.host, config.gate.port, config.gate.profile],
    [false, '0.0.0.0', 8001, 'classic'],
  );
  assert.deepEqual(
    [config.auth?.classic, config.auth?.visitor, config.auth?.ticket.isOn],
    [undefined, undefined, true],
  );
  assert.equal(config.gate.deadlineSeconds.gaming, 300);
});

test('config: flags are stronger than the environment, that than the file, that than the defaults', () => {
  const settings = { gate: { port: 1, backlog: 11, connectionsMax: 21 }, version: 'file' };
  const environment = { JADEGATE_GATE_PORT: '2', JADEGATE_GATE_BACKLOG: '12', PATH: '/bin', OTHER: '1' };
  const config = readConfig({ ...file(settings), environment, flags: { gate: { port: 3 } } });
  const { port, backlog, connectionsMax, connectionsPerAddressMax } = config.gate;
  assert.deepEqual([port, backlog, connectionsMax, connectionsPerAddressMax], [3, 12, 21, 2_000]);
  assert.equal(config.version, 'file');
  assert.equal(readConfig({ ...file(settings), environment }).gate.port, 2);
  assert.equal(settings.gate.port, 1, 'what was given stays as it was');
});

test('config: every setting can be given by the environment, each by a name of its own', () => {
  const names = settingList().map(({ environment }) => environment);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^JADEGATE_[A-Z0-9_]+$/);
  assert.equal(environmentName('gate.deadlineSeconds.roleListing'), 'JADEGATE_GATE_DEADLINE_SECONDS_ROLE_LISTING');
  const config = readConfig({
    environment: {
      JADEGATE_DEV: 'true',
      JADEGATE_GATE_HOST: '::1',
      JADEGATE_SERVER_IDS: '[1,2]',
      JADEGATE_GATE_DEADLINE_SECONDS_ROLE_LISTING: '1.5',
      JADEGATE_AUTH_VISITOR_KEY: '12345',
      JADEGATE_AUTH_CLASSIC_KEY: '98765',
      JADEGATE_VERSION: '1.10',
    },
  });
  assert.deepEqual([config.dev, config.gate.host, config.serverIds], [true, '::1', [1, 2]]);
  assert.equal(config.gate.deadlineSeconds.roleListing, 1.5);
  assert.deepEqual([config.auth?.visitor?.key, config.auth?.classic?.key, config.version], ['12345', '98765', '1.10']);
  const keys = readConfig({ environment: { JADEGATE_AUTH_CLASSIC_KEY: '{"qq":"secret"}' } });
  assert.deepEqual(keys.auth?.classic?.key, { qq: 'secret' });
});

test('config: the quotes of a quoted text in the environment are not part of it', () => {
  const keyOf = (text: string) => readConfig({ environment: { JADEGATE_AUTH_VISITOR_KEY: text } }).auth?.visitor?.key;
  assert.deepEqual(['"12345"', '12345', '"say \\"hi\\""', '"open', '"a" or "b"'].map(keyOf), [
    '12345',
    '12345',
    'say "hi"',
    '"open',
    '"a" or "b"',
  ]);
});

test('config: an environment variable that is none of ours is named, with the nearest that is', () => {
  const of = (name: string) => refusal(() => readConfig({ environment: { [name]: '1' } }));
  assert.equal(
    of('JADEGATE_GATE_PROT'),
    'JADEGATE_GATE_PROT: there is no such setting; did you mean JADEGATE_GATE_PORT?',
  );
  assert.equal(of('JADEGATE_'), 'JADEGATE_: there is no such setting; docs/guide/configuration.md lists them');
});

const MISTYPED: readonly (readonly [path: string, settings: unknown, meant: string | null])[] = [
  ['gate.prot', { gate: { prot: 9_000 } }, 'gate.port'],
  ['gate.webSocket', { gate: { webSocket: {} } }, 'gate.websocket'],
  ['gates', { gates: {} }, 'gate'],
  ['port', { port: 9_000 }, 'gate.port'],
  [
    'gate.tls.certificate',
    { gate: { tls: { certificateFile: 'a', privateKeyFile: 'b', certificate: 'c' } } },
    'gate.tls.certificateFile',
  ],
  ['colour', { colour: 'red' }, null],
];
for (const [path, settings, meant] of MISTYPED) {
  test(`config: the setting ${path} does not exist; the message suggests ${meant ?? 'no other'}`, () => {
    const message = refusal(() => readConfig({ file: { path: 'f', settings } }));
    const hint = meant === null ? '' : `; did you mean ${meant}?`;
    assert.equal(message, `The configuration is not valid.\n  ${path}: there is no such setting${hint}`);
  });
}

const WRONG: readonly (readonly [string, unknown])[] = [
  ['gate.port', { gate: { port: 70_000 } }],
  ['gate.port', { gate: { port: '8001' } }],
  ['gate.port', { gate: { port: -1 } }],
  ['gate.port', { gate: { port: 1.5 } }],
  ['gate.layout', { gate: { layout: 'xml' } }],
  ['gate.profile', { gate: { profile: 'lax' } }],
  ['gate.door', { gate: { door: 'ajar' } }],
  ['gate.doorText', { gate: { doorText: 'x'.repeat(1_001) } }],
  ['gate.deadlineSeconds.gaming', { gate: { deadlineSeconds: { gaming: 0 } } }],
  ['gate.tls.privateKeyFile', { gate: { tls: { certificateFile: 'a.pem' } } }],
  ['gate', { gate: 5 }],
  ['serverIds', { serverIds: [] }],
  ['serverIds.1', { serverIds: [1, 0] }],
  ['serverIds.0', { serverIds: [100_000_000] }],
  ['auth.default', { auth: { default: 'magic' } }],
  ['auth.classic.key', { auth: { classic: { key: '' } } }],
  ['auth.classic.key', { auth: { classic: {} } }],
  ['auth.visitor.key', { auth: { visitor: { key: '' } } }],
  ['roles.nameLengthMin', { roles: { nameLengthMin: 9, nameLengthMax: 8 } }],
  ['roles.perAccountMax', { roles: { perAccountMax: 0 } }],
  ['lines.count', { lines: { count: 0 } }],
  ['log.level', { log: { level: 'loud' } }],
  ['dataDirectory', { dataDirectory: '' }],
];

for (const [key, settings] of WRONG) {
  test(`config: ${JSON.stringify(settings).slice(0, 60)} is refused by the name ${key}`, () => {
    assert.ok(
      refusal(() => readConfig(file(settings)))
        .split('\n')
        .includes(lineOf(key, settings)),
      key,
    );
  });
}

/** The line of the refusal that begins with the key. */
function lineOf(key: string, settings: unknown): string {
  const lines = refusal(() => readConfig(file(settings))).split('\n');
  assert.equal(lines[0], 'The configuration is not valid.');
  return lines.find((line) => line.startsWith(`  ${key}: `)) ?? assert.fail(`${key} is named in ${lines.join('\n')}`);
}

test('config: every fault is told at once', () => {
  const lines = refusal(() => readConfig(file({ gate: { port: -1, backlog: 0 }, log: { level: 1 } }))).split('\n');
  assert.equal(lines.length, 4);
});

test('config: a file that holds no object of settings is named', () => {
  for (const settings of [null, 5, 'text', [], [{}]]) {
    assert.match(
      refusal(() => readConfig(file(settings))),
      /^\/etc\/game\.json: an object of settings is needed/,
    );
  }
});

test('config: a file reaches nothing but settings', () => {
  for (const text of ['{"__proto__":{"dev":true}}', '{"gate":{"__proto__":{"port":5}}}']) {
    const settings: unknown = JSON.parse(text);
    assert.match(
      refusal(() => readConfig({ ...file(settings), flags: { gate: { port: 1 } } })),
      /__proto__/,
    );
  }
  assert.equal(({} as { dev?: boolean }).dev, undefined);
  assert.match(
    refusal(() => readConfig(file({ constructor: { prototype: {} } }))),
    /constructor/,
  );
});

test('config: development is for this machine only, wherever the host comes from', () => {
  for (const host of ['127.0.0.1', '::1', 'localhost']) {
    assert.equal(readConfig({ flags: { dev: true, gate: { host } } }).gate.host, host);
  }
  assert.equal(readConfig({ flags: { dev: true } }).gate.host, '127.0.0.1');
  const wide: ConfigInput = { dev: true, gate: { host: '0.0.0.0' } };
  for (const sources of [
    { flags: wide },
    file(wide),
    { environment: { JADEGATE_DEV: 'true', JADEGATE_GATE_HOST: '::' } },
  ]) {
    assert.match(
      refusal(() => readConfig(sources)),
      /^gate\.host: with dev anyone can sign in/,
    );
  }
  assert.equal(readConfig({ flags: { gate: { host: '192.0.2.7' } } }).gate.host, '192.0.2.7');
});

test('config: proxies are addresses or networks, and do not go with TLS', () => {
  const trusted = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8'];
  assert.deepEqual(readConfig(file({ gate: { proxy: { trusted } } })).gate.proxy.trusted, trusted);
  for (const bad of ['localhost', '10.0.0.0/40', '', '10.0']) {
    const told = refusal(() => readConfig(file({ gate: { proxy: { trusted: ['::1', bad] } } })));
    assert.match(told, /gate\.proxy\.trusted\.1: must be an address or a network/);
  }
  const tls = { certificateFile: 'c.pem', privateKeyFile: 'k.pem' };
  const told = refusal(() => readConfig(file({ gate: { tls, proxy: { trusted } } })));
  assert.match(told, /gate\.proxy\.trusted: .*let TLS end at the proxy/);
});

test('config: a module of the game that has the name of one of jadegate is told so before its settings are read', () => {
  const namesake = defineModule({ name: 'login' });
  assert.throws(() => modulesOf({ modules: [namesake] }), /modules: jadegate has a module 'login' too/);
  assert.equal(modulesOf({ modules: [namesake], without: ['login'] }).includes(namesake), true);
});
