// A pgbouncer for one test, with its default configuration but for what the test sets, in a temporary directory and on a free port.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const PROGRAM = '/usr/sbin/pgbouncer';

/** Whether pgbouncer is installed. */
export function isPoolerInstalled(): boolean {
  if (existsSync(PROGRAM)) return true;
  if (process.env['CI'] === 'true') throw new Error(`pgbouncer is not installed: there is no ${PROGRAM}`);
  console.error('PGBOUNCER IS NOT INSTALLED: the tests behind it are skipped');
  return false;
}

export class TestPooler {
  readonly url: string;
  readonly #server: ChildProcess;
  readonly #directory: string;

  private constructor(url: string, server: ChildProcess, directory: string) {
    this.url = url;
    this.#server = server;
    this.#directory = directory;
  }

  /** A pooler before the database of `target`; `settings` are lines of its configuration. */
  static async start(target: string, settings: readonly string[] = []): Promise<TestPooler> {
    const url = new URL(target);
    const directory = mkdtempSync(join(tmpdir(), 'jadegate-pooler-'));
    const port = await freePort();
    const file = join(directory, 'pgbouncer.ini');
    const lines = [
      '[databases]',
      // With `any` the pooler signs everybody in as the user that it names here.
      `* = host=${url.hostname} port=${url.port || 5432} user=${url.username}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      ...settings,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    chmodSync(directory, 0o755);
    const uid = process.getuid?.() === 0 ? Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' })) : null;
    const server = spawn(PROGRAM, ['-q', file], { stdio: 'ignore', ...(uid === null ? {} : { uid }) });
    while (!(await answers(port))) if (server.exitCode !== null) throw new Error('pgbouncer ended by itself');
    url.port = String(port);
    return new TestPooler(url.href, server, directory);
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#server.once('exit', resolve));
    this.#server.kill('SIGKILL');
    await exited;
    rmSync(this.#directory, { recursive: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true));
    socket.on('error', () => setTimeout(resolve, 20, false));
    socket.on('connect', () => socket.destroy());
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}
