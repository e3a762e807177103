import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';
import { connectClient, enterWorld } from '../client/index.ts';
import { gateMessages } from '../gate/index.ts';
import type { TlsPair } from '../reactor/index.ts';
import { OTHER_TLS_KEYS, TEST_TLS_KEYS } from '../reactor/tls-keys.fixture.ts';

const BIN = fileURLToPath(new URL('../../bin/jadegate.js', import.meta.url));
const run = promisify(execFile);

/** A server with TLS, as an operator starts it. */
class TlsServer {
  readonly directory: string;
  readonly errors: string[] = [];
  port = 0;
  #child: ChildProcess | null = null;

  constructor(directory: string) {
    this.directory = directory;
  }

  get #files(): { readonly certificateFile: string; readonly privateKeyFile: string } {
    return { certificateFile: join(this.directory, 'c.pem'), privateKeyFile: join(this.directory, 'k.pem') };
  }

  async put({ certificate, privateKey }: TlsPair): Promise<void> {
    await writeFile(this.#files.certificateFile, certificate);
    await writeFile(this.#files.privateKeyFile, privateKey, { mode: 0o600 });
  }

  async configure(gate: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const config = { dev: true, dataDirectory: this.directory, gate: { port: 0, tls: this.#files, ...gate } };
    await writeFile(join(this.directory, 'jadegate.config.json'), JSON.stringify(config));
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [BIN, 'start'], { cwd: this.directory, env: BARE_ENVIRONMENT });
    this.#child = child;
    createInterface({ input: child.stderr }).on('line', (line) => this.errors.push(line));
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    this.port = Number(/gate=tls:\/\/127\.0\.0\.1:(\d+)/.exec(String(line))?.[1]);
    assert.ok(this.port > 0, `${line} ${this.errors.join('\n')}`);
  }

  hangUp(): void {
    this.#child?.kill('SIGHUP');
  }

  async stop(): Promise<void> {
    if (this.#child === null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }

  /** Output of an operator's command, of either stream. */
  async ask(...args: readonly string[]): Promise<string> {
    const options = { cwd: this.directory, env: BARE_ENVIRONMENT };
    const { stdout, stderr } = await run(process.execPath, [BIN, ...args], options).catch((error) => error);
    return `${stdout}${stderr}`;
  }

  /** Who answers a new handshake. */
  async commonName(): Promise<unknown> {
    const socket: TLSSocket = connect({ port: this.port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { CN } = socket.getPeerCertificate().subject;
    socket.destroy();
    return CN;
  }
}

test('TLS: SIGHUP and `jadegate reload` renew the certificate, and players over TCP and WebSocket stay', async () => {
  const server = new TlsServer(await mkdtemp(join(tmpdir(), 'jadegate-tls-reload-')));
  try {
    await server.put(TEST_TLS_KEYS);
    await server.configure();
    await server.start();
    const url = `tls://127.0.0.1:${server.port}`;
    const player = await connectClient({ url, tls: { authority: TEST_TLS_KEYS.certificate } });
    await enterWorld(player, { credentials: 'ada' });
    const browser = new WebSocket(`wss://127.0.0.1:${server.port}/`, { ca: TEST_TLS_KEYS.certificate });
    await once(browser, 'open');
    assert.match(await server.ask('status'), /^certificate +DNS:localhost.*c\.pem\), until 2126-10-28T/m);

    // Bad files: the answer names them, and the old certificate serves.
    await writeFile(join(server.directory, 'k.pem'), OTHER_TLS_KEYS.privateKey);
    assert.match(await server.ask('reload'), /gate\.tls\.privateKeyFile .*k\.pem cannot serve together/);
    assert.equal(await server.commonName(), 'localhost');

    await server.put(OTHER_TLS_KEYS);
    await server.configure({ connectionsMax: 123, doorText: 'changed' });
    const answer = await server.ask('reload');
    assert.match(answer, /^gate\.tls: .*c\.pem serves new connections: DNS:play\.example.* until 2126-11-06$/m);
    assert.match(answer, /^gate\.connectionsMax: \d+ became 123$/m);
    assert.match(answer, /^settings that have changed and need a restart: gate\.doorText$/m);
    assert.equal(await server.commonName(), 'play.example');

    await server.put(TEST_TLS_KEYS);
    server.hangUp();
    const deadline = AbortSignal.timeout(20_000);
    while ((await server.commonName()) !== 'localhost') deadline.throwIfAborted();

    player.send(gateMessages.HeartbeatC2s, { beatTime: 7 });
    assert.deepEqual(await player.next(gateMessages.HeartbeatC2s), { beatTime: 7 });
    assert.equal(browser.readyState, WebSocket.OPEN);
    browser.terminate();
    await player.close();
  } finally {
    await server.stop();
    await rm(server.directory, { recursive: true });
  }
});
