// `jadegate mir dbsrv` and `jadegate mir import` as processes.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { humFile, idFile, mirFile } from '../mir/servers/import-files.fixture.ts';
import {
  createPlainCodec,
  decodeDbBlocks,
  decodeDbFrame,
  decodeMessage,
  encodeDbFrame,
  encodeMessage,
  type MirMessage,
  writeLoadHuman,
} from '../mir/wire/index.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const codec = createPlainCodec();
const folder = mkdtempSync(join(tmpdir(), 'jadegate-dbsrv-'));
const children = new Set<ChildProcess>();
after(() => {
  // Those that a failed test has left.
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, 'mir', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  return child;
}

async function output(...args: readonly string[]): Promise<{ out: string; err: string; code: number | null }> {
  const child = run(...args);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code: code as number | null };
}

/** A LoginSrv that announces one session to whoever connects to its bus, and what it was told. */
async function sessionBus() {
  let heard = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      // Whoever is never answered takes LoginSrv for dead.
      if (bytes.includes('(103/')) socket.write('(104/0)');
    });
    socket.write('(100/ann/77/0/5/1.2.3.4)');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, heard: () => heard, close };
}

/** A SelGate with one client: asks, and waits for the answer. */
class Gate {
  readonly #socket: Socket;
  #text = '';

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.write('%O1/203.0.113.9/127.0.0.1$');
  }

  async ask(ident: number, body: string): Promise<readonly [ident: number, text: string]> {
    const code = Buffer.from(encodeMessage(codec, { ident }, Buffer.from(body))).toString('latin1');
    this.#socket.write(`%A1/#1${code}!$`);
    for (;;) {
      const [packet, answer = ''] = /%1\/#([^!]*)!\$/.exec(this.#text) ?? [];
      if (packet === undefined) {
        const [bytes] = (await once(this.#socket, 'data')) as [Buffer];
        this.#text += bytes.toString('latin1');
        continue;
      }
      this.#text = this.#text.replace(packet, '');
      const decoded = decodeMessage(codec, Buffer.from(answer, 'latin1'));
      assert.equal(decoded.kind, 'message');
      if (decoded.kind !== 'message') continue;
      const bytes = codec.decode(decoded.body);
      return [decoded.message.ident, bytes.kind === 'bytes' ? Buffer.from(bytes.bytes).toString('latin1') : ''];
    }
  }

  end(): void {
    this.#socket.destroy();
  }
}

async function dbsrv(bus: number, data: string, ...more: readonly string[]) {
  const flags = ['--listen', '127.0.0.1:0', '--loginsrv', `127.0.0.1:${bus}`, '--data', data, ...more];
  const child = run('dbsrv', ...flags);
  const log = text(child.stderr);
  const [ready] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const [, port, records] =
    /^jadegate dbsrv ready listen=127\.0\.0\.1:(\d+) records=127\.0\.0\.1:(\d+) loginsrv=127\.0\.0\.1:\d+ dialect=DM store=[a-z]+\/dbsrv\/jadegate\.sqlite$/.exec(
      ready,
    ) ?? [];
  assert.notEqual(port, undefined, ready);
  return { child, log, port: Number(port), records: Number(records) };
}

test('mir dbsrv: what was acknowledged is there after a kill; a stop is in order, and LoginSrv told who left', async () => {
  const bus = await sessionBus();
  const first = await dbsrv(bus.port, 'data');
  const gate = new Gate(first.port);
  assert.deepEqual(await gate.ask(100, 'ann/77'), [520, '']);
  assert.deepEqual(await gate.ask(101, 'ann/Hero/1/2/0'), [521, '']);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  gate.end();
  writeFileSync(join(folder, 'deny.txt'), 'Root\n');
  const second = await dbsrv(bus.port, 'data', '--deny-list', 'deny.txt');
  const again = new Gate(second.port);
  assert.deepEqual(await again.ask(100, 'ann/77'), [520, 'Hero/2/1/0/0/']);
  assert.deepEqual((await again.ask(101, 'ann/ROOT/1/2/0'))[0], 522);
  const { out } = await output('status', 'dbsrv', '--data', 'data');
  assert.match(out, /^server {2,}dbsrv, dialect DM, of the server jadegate\n/);
  assert.match(out, /\nsession bus {2,}127\.0\.0\.1:\d+, up for \d+ s\n/);
  assert.match(out, /\nsessions {2,}1 open, 1 of them choosing characters\n/);
  assert.match(out, /\ndenied names {2,}1\n/);
  const told = await output('reload', 'dbsrv', '--data', 'data');
  assert.equal(told.out, 'the list of denied names was read again\n');
  rmSync(join(folder, 'deny.txt'));
  assert.match(
    (await output('reload', 'dbsrv', '--data', 'data')).err,
    /list of denied names deny\.txt cannot be read/,
  );
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
  assert.match(await second.log, /"msg":"stopped"/);
  assert.match(bus.heard(), /\(102\/ann\/77\)/, 'its client was choosing, and is gone');
  again.end();
  bus.close();
});

/** A game server: sends queries, and waits for each answer. */
class GameServer {
  readonly #socket: Socket;
  #text = '';
  #query = 0;
  #isOver = false;
  #wake = (): void => {};

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('data', (bytes) => {
      this.#text += bytes.toString('latin1');
      this.#wake();
    });
    this.#socket.on('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** Null when the connection ended first. */
  async ask(message: MirMessage, ...blocks: readonly Uint8Array[]): Promise<{ recog: number; record: Buffer } | null> {
    this.#query++;
    this.#socket.write(encodeDbFrame(codec, this.#query, { message, blocks }));
    for (;;) {
      const [whole, payload = ''] = /#([^!]*)!/.exec(this.#text) ?? [];
      if (whole === undefined) {
        if (this.#isOver) return null;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#text = this.#text.replace(whole, '');
      const frame = decodeDbFrame(codec, Buffer.from(payload, 'latin1'));
      assert.ok(frame.kind === 'frame' && frame.query === this.#query);
      const [, record = new Uint8Array(0)] = decodeDbBlocks(codec, frame.body) ?? [];
      return { recog: frame.message.recog, record: Buffer.from(record) };
    }
  }

  load(): ReturnType<GameServer['ask']> {
    const texts = { account: Buffer.from('ann'), name: Buffer.from('Hero'), address: Buffer.from('1.2.3.4') };
    return this.ask({ ident: 100 }, writeLoadHuman({ ...texts, session: 77 }));
  }

  save(record: Uint8Array): ReturnType<GameServer['ask']> {
    return this.ask({ ident: 101, recog: 77 }, Buffer.from('ann'), Buffer.from('Hero'), record);
  }
}

test('mir dbsrv: no kill loses a record whose save was acknowledged, and the game server goes on', async () => {
  const bus = await sessionBus();
  let server = await dbsrv(bus.port, 'records');
  const gate = new Gate(server.port);
  await gate.ask(100, 'ann/77');
  assert.deepEqual(await gate.ask(101, 'ann/Hero/1/2/0'), [521, '']);
  // The character is played: the session outlives its client here.
  assert.equal((await gate.ask(103, 'ann/Hero'))[0], 525);
  const recordOf = (number: number) => Buffer.alloc(3_164, `save ${number};`);
  let [sent, acknowledged] = [0, 0];
  for (let kill = 0; kill < 4; kill++) {
    const game = new GameServer(server.records);
    const loaded = await game.load();
    assert.equal(loaded?.recog, 1, `kill ${kill}`);
    const found = [...Array(sent + 1).keys()].find(
      (number) => number >= acknowledged && recordOf(number).equals(loaded.record),
    );
    assert.ok(sent === 0 || found !== undefined, 'the record is the last acknowledged one, or one in flight');
    const { child } = server;
    const killed = setTimeout(40 + kill * 60).then(() => child.kill('SIGKILL'));
    for (;;) {
      sent++;
      const answer = await game.save(recordOf(sent));
      if (answer === null) break;
      assert.equal(answer.recog, 1);
      acknowledged = sent;
    }
    await killed;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    server = await dbsrv(bus.port, 'records');
    // LoginSrv announces its sessions anew.
    const back = new Gate(server.port);
    assert.equal((await back.ask(100, 'ann/77'))[0], 520);
    assert.equal((await back.ask(103, 'ann/Hero'))[0], 525);
    back.end();
  }
  assert.ok(acknowledged > 4, `${acknowledged} saves were acknowledged`);
  const { out } = await output('status', 'dbsrv', '--data', 'records');
  assert.match(out, /\ngame servers {2,}127\.0\.0\.1:\d+, 0 connected, 0 queries in flight\n/);
  gate.end();
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  bus.close();
});

test('mir dbsrv: what cannot be is told before anything is started', async () => {
  writeFileSync(
    join(folder, 'bad.json'),
    JSON.stringify({ mir: { dbsrv: { routes: [{ gate: 'x', rungates: ['7200'] }] } } }),
  );
  const { err, code } = await output('dbsrv', '--config', 'bad.json', '--data', 'none');
  assert.equal(code, 1);
  assert.match(err, /mir\.dbsrv\.routes\.0\.gate: must be an address or a network/);
  assert.match(err, /mir\.dbsrv\.routes\.0\.rungates\.0: must be HOST:PORT/);
});

test('mir import: a dry run changes nothing, an import is found when it is run again, and DBSrv has the characters', async () => {
  const names = { id: 'Id.DB', hum: 'Hum.DB', mir: 'Mir.DB' };
  writeFileSync(
    join(folder, names.id),
    idFile([
      { account: 'Ann', password: 'secret' },
      { account: 'bob', password: '' },
    ]),
  );
  writeFileSync(
    join(folder, names.hum),
    humFile([
      { name: 'Queen', account: 'ann' },
      { name: 'King', account: 'bob' },
    ]),
  );
  writeFileSync(
    join(folder, names.mir),
    mirFile([{ name: 'Queen', job: 1, hair: 2, sex: 1, level: 40 }, { name: 'King' }]),
  );
  const flags = ['import', '--id', names.id, '--hum', names.hum, '--mir', names.mir, '--data', 'imported'];
  const dry = await output(...flags, '--dry-run');
  assert.equal(dry.code, 0, dry.err);
  assert.match(dry.out, /^2 account records: 1 imported, 0 here already, 1 skipped\n {2}1 skipped: no password/);
  assert.match(dry.out, /\n {4}record 2 "King": account-missing\nNothing was changed\.\n$/);
  assert.ok(!existsSync(join(folder, 'imported')));
  const done = await output(...flags, '--json');
  const { accounts, characters, isDry } = JSON.parse(done.out);
  assert.deepEqual([isDry, accounts.imported, characters.imported], [false, 1, 1]);
  assert.deepEqual(characters.skipped, [{ record: 2, name: 'King', why: 'account-missing' }]);
  const again = await output(...flags);
  assert.match(
    again.out,
    /0 imported, 1 here already, 1 skipped[\s\S]*\n2 character records: 0 imported, 1 here already/,
  );
  const dryAgain = await output(...flags, '--dry-run');
  assert.match(dryAgain.out, /0 imported, 1 here already/);
  assert.ok(existsSync(join(folder, 'imported/loginsrv/jadegate.sqlite')));
  const bus = await sessionBus();
  const server = await dbsrv(bus.port, 'imported');
  const gate = new Gate(server.port);
  assert.deepEqual(await gate.ask(100, 'ann/77'), [520, 'Queen/1/2/40/1/']);
  const busy = await output(...flags);
  assert.match(busy.err, /imported\/dbsrv\/jadegate\.sqlite/, 'while DBSrv has them');
  assert.equal(busy.code, 1);
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  gate.end();
  bus.close();
});

test('mir import: what cannot be read is told, and nothing begun', async () => {
  const cases: readonly (readonly [flags: readonly string[], message: RegExp])[] = [
    [[], /Nothing to import: name --id/],
    [['--id', 'cut.DB'], /cut\.DB: 0 records of 328 bytes are followed by 200 bytes: the file was cut/],
  ];
  writeFileSync(join(folder, 'cut.DB'), idFile([{ account: 'ann' }]).subarray(0, 324));
  for (const [flags, message] of cases) {
    const { err, code } = await output('import', ...flags, '--data', 'never');
    assert.equal(code, 1, flags.join(' '));
    assert.match(err, message);
  }
  assert.ok(!existsSync(join(folder, 'never')));
});
