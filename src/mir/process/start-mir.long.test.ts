// All four parts in one process, over this machine's own network.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Endpoint } from '../../reactor/index.ts';
import { type ConfigInput, readConfig } from '../../server/settings/index.ts';
import { encodeText } from '../names/index.ts';
import {
  createPlainCodec,
  decodeMessage,
  encodeMessage,
  type MirMessage,
  USER_ENTRY,
  USER_ENTRY_ADD,
  writeRecord,
} from '../wire/index.ts';
import { askMir } from './ask-mir.fixture.ts';
import { type Mir, startMir } from './start-mir.ts';
import { type LoginSrvServerStatus, startLoginSrv } from './start-mir-loginsrv.ts';

const plain = createPlainCodec();
const FREE = { listen: '127.0.0.1:0' };
const PORTS = { loginsrv: { ...FREE, bus: '127.0.0.1:0' }, dbsrv: FREE, selgate: FREE, logingate: FREE };

/** A player's connection to a gate. */
class Player {
  readonly #socket: Socket;
  #text = '';
  #wake: (() => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#text += text;
      this.#wake?.();
    });
  }

  static async at({ host, port }: Endpoint): Promise<Player> {
    const socket = connect(port, host);
    await once(socket, 'connect');
    return new Player(socket);
  }

  send(message: MirMessage, ...blocks: readonly Uint8Array[]): void {
    this.#socket.write(`#1${Buffer.from(encodeMessage(plain, message, ...blocks)).toString('latin1')}!`, 'latin1');
  }

  async answer(): Promise<{ readonly ident: number; readonly recog: number; readonly text: string }> {
    for (;;) {
      const [whole, code] = /^\**#([^!]*)!/.exec(this.#text) ?? [];
      if (whole !== undefined && code !== undefined) {
        this.#text = this.#text.slice(whole.length);
        const decoded = decodeMessage(plain, Buffer.from(code, 'latin1'));
        assert.equal(decoded.kind, 'message');
        if (decoded.kind !== 'message') throw new Error('it is a message');
        const body = plain.decode(decoded.body);
        const text = body.kind === 'bytes' ? Buffer.from(body.bytes).toString('latin1') : '';
        return { ...decoded.message, text };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async ask(message: MirMessage, ...blocks: readonly Uint8Array[]) {
    this.send(message, ...blocks);
    return await this.answer();
  }

  leave(): void {
    this.#socket.destroy();
  }
}

function configOf(mir: ConfigInput['mir'], more: ConfigInput = {}): ReturnType<typeof readConfig> {
  return readConfig({ flags: { inMemory: true, dev: true, mir: { ...PORTS, ...mir }, ...more } });
}

async function whole(mir: Mir, account: string): Promise<{ readonly session: number; readonly ident: number }> {
  const player = await Player.at(mir.logingate.endpoint);
  const fields = { account: encodeText(account), password: encodeText('secret'), userName: encodeText('a') };
  const add = { quiz2: encodeText('pet?'), answer2: encodeText('Rex') };
  const blocks = [writeRecord(USER_ENTRY, fields), writeRecord(USER_ENTRY_ADD, add)];
  assert.equal((await player.ask({ ident: 2002 }, ...blocks)).ident, 504);
  assert.deepEqual((await player.ask({ ident: 2001 }, encodeText(`${account}/secret`))).text, 'jadegate/1/');
  const chosen = await player.ask({ ident: 104 }, encodeText('jadegate'));
  assert.equal(chosen.ident, 530);
  const [host = '', port = '', session = ''] = chosen.text.split('/');
  player.leave();
  const chooser = await Player.at({ host, port: Number(port) });
  const list = await chooser.ask({ ident: 100 }, encodeText(`${account}/${session}`));
  chooser.leave();
  return { session: Number(session), ident: list.ident };
}

test('mir start: a player registers, signs in, chooses the server, and is known at the selgate', async () => {
  const mir = await startMir({ config: configOf({}) });
  try {
    const { ident, session } = await whole(mir, 'ann01');
    assert.equal(ident, 520);
    assert.ok(session >= 2);
    const stranger = await Player.at(mir.selgate.endpoint);
    assert.equal((await stranger.ask({ ident: 100 }, encodeText(`ann01/${session + 1}`))).ident, 527);
    stranger.leave();
    assert.equal(await mir.reload(), 'block lists and denied names were read again; 1 servers are in the list now');
    const { servers } = mir.loginsrv.status();
    assert.equal(servers[0]?.name, 'jadegate');
  } finally {
    await mir.stop();
  }
});

test('mir start: the gates share the descriptors that the system allows the process', async () => {
  const mir = await startMir({ config: configOf({}), countDescriptors: () => ({ limit: 1_100, used: 40 }) });
  try {
    const caps = [mir.selgate, mir.logingate].map((gate) => gate.status().listener.connectionsMax);
    assert.deepEqual(caps, [412, 412]);
  } finally {
    await mir.stop();
  }
});

test('mir start: each part has its control socket and its data, which a process of its own finds again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jadegate-mir-'));
  const kept = { inMemory: false, dataDirectory: folder };
  try {
    const mir = await startMir({ config: configOf({}, kept) });
    try {
      await whole(mir, 'ann01');
      const status = (await askMir(folder, 'loginsrv', { command: 'status' })) as LoginSrvServerStatus;
      assert.deepEqual([status.kind, status.store], ['loginsrv', `${folder}/loginsrv/jadegate.sqlite`]);
      assert.deepEqual(
        status.peers.map(({ server, index }) => [server, index]),
        [['jadegate', 99]],
      );
      for (const part of ['dbsrv', 'selgate', 'logingate'] as const) {
        assert.notEqual(await askMir(folder, part, { command: 'status' }), null, part);
      }
      assert.equal(await askMir(folder, 'loginsrv', { command: 'ban', account: 'Ann01' }), 'Ann01 is banned');
      await assert.rejects(askMir(folder, 'loginsrv', { command: 'ban', account: 'nobody' }), /no account "nobody"/);
      await assert.rejects(
        askMir(folder, 'loginsrv', { command: 'kick' }),
        /account: the name of an account is needed/,
      );
      await assert.rejects(
        askMir(folder, 'loginsrv', { command: 'toString' }),
        /loginsrv has the commands status, reload, kick/,
      );
      await assert.rejects(startMir({ config: configOf({}, kept) }), /jadegate\.sqlite|another loginsrv runs/);
    } finally {
      await mir.stop();
    }
    const alone = await startLoginSrv({
      config: configOf(
        { loginsrv: { ...PORTS.loginsrv, servers: [{ name: 'One', selgates: ['10.0.0.1:7100'] }] } },
        kept,
      ),
    });
    assert.notEqual(await alone.srv.accounts.find('ann01'), null);
    assert.equal((await alone.srv.accounts.find('ann01'))?.isBanned, true);
    await alone.stop();
  } finally {
    await rm(folder, { recursive: true });
  }
});

const ONE = [{ name: 'One', selgates: ['203.0.113.5:7100'] }];
const REFUSED: readonly (readonly [title: string, flags: ConfigInput, message: RegExp])[] = [
  ['no server to choose', { mir: PORTS }, /mir\.loginsrv\.servers: players need a server to choose/],
  [
    'a DBSrv that is in no list',
    { mir: { ...PORTS, loginsrv: { ...PORTS.loginsrv, servers: ONE } } },
    /mir\.dbsrv\.serverName: no server in mir\.loginsrv\.servers is called jadegate; name it as one of them: One/,
  ],
  [
    'parts that speak differently',
    { dev: true, mir: { ...PORTS, selgate: { ...FREE, dialect: 'PL' } } },
    /mir\.selgate\.dialect: it is PL, and mir\.loginsrv\.dialect is DM/,
  ],
  [
    'development for everybody',
    { dev: true, mir: { ...PORTS, logingate: { listen: '0.0.0.0:0' } } },
    /mir\.logingate\.listen: with dev .* not on 0\.0\.0\.0/,
  ],
];
for (const [title, flags, message] of REFUSED) {
  test(`mir start: ${title} is told by name before anything is started`, async () => {
    await assert.rejects(startMir({ config: readConfig({ flags: { inMemory: true, ...flags } }) }), message);
  });
}

test('mir start: what cannot be started takes the others with it', async () => {
  const taken = await startMir({ config: configOf({}) });
  try {
    const { host, port } = taken.logingate.endpoint;
    const config = configOf({ logingate: { listen: `${host}:${port}` } });
    // The process of this test would not end if a part were left.
    await assert.rejects(startMir({ config }), { code: 'address-in-use' });
  } finally {
    await taken.stop();
  }
});

test('mir loginsrv: invalid settings are reported by name', () => {
  const refused: readonly (readonly [loginsrv: NonNullable<ConfigInput['mir']>['loginsrv'], message: RegExp])[] = [
    [{ servers: [...ONE, { name: 'one', selgates: ['a:1'] }] }, /servers: two servers have the same name/],
    [{ servers: [{ name: 'a/b', selgates: ['a:1'] }] }, /servers: a name must be text of `encoding` without/],
    [{ servers: [{ name: '热血', selgates: ['a:1'] }], encoding: 'cp949' }, /servers: a name must be text/],
    [{ servers: [{ name: 'One', selgates: [] }] }, /servers\.0\.selgates/],
    [{ servers: [{ name: 'One', selgates: ['7100'] }] }, /servers\.0\.selgates\.0: must be HOST:PORT/],
    [{ gates: ['nonsense'] }, /gates\.0: must be an address or a network/],
    [{ busPeers: [] }, /busPeers/],
    [{ passwordBytesMin: 11 }, /passwordBytesMin/],
  ];
  for (const [loginsrv, message] of refused) {
    assert.throws(() => readConfig({ flags: { mir: { loginsrv } } }), { code: 'invalid', message });
  }
});
