// A PostgreSQL server for one test, to be killed and started again, in a temporary directory and on a free port.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import pg from 'pg';

const INSTALLATIONS = '/usr/lib/postgresql';

/** The directory of the server's programs; null where it is not installed. */
export function postgresPrograms(): string | null {
  const versions = existsSync(INSTALLATIONS) ? readdirSync(INSTALLATIONS).sort() : [];
  const directory = join(INSTALLATIONS, versions.at(-1) ?? '', 'bin');
  if (existsSync(join(directory, 'initdb'))) return directory;
  if (process.env['CI'] === 'true') throw new Error(`no PostgreSQL server is installed in ${INSTALLATIONS}`);
  console.error('THE POSTGRESQL SERVER IS NOT INSTALLED: tests that kill it are left out');
  return null;
}

export class TestCluster {
  readonly url: string;
  readonly #programs: string;
  readonly #directory: string;
  readonly #port: number;
  /** The server refuses to run as root. */
  readonly #user: { readonly uid: number; readonly gid: number } | null;
  readonly #settings: readonly string[];
  #server: ChildProcess | null = null;

  private constructor(
    programs: string,
    directory: string,
    { port, settings }: { readonly port: number; readonly settings: readonly string[] },
  ) {
    this.#programs = programs;
    this.#directory = directory;
    this.#port = port;
    this.#settings = settings;
    this.#user = process.getuid?.() === 0 ? userOf('postgres') : null;
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  /** `settings` are those of the server; each name of `files` is one in its data directory. */
  static async create(
    programs: string,
    {
      settings = [],
      files = {},
    }: { readonly settings?: readonly string[]; readonly files?: Readonly<Record<string, string>> } = {},
  ): Promise<TestCluster> {
    const directory = mkdtempSync(join(tmpdir(), 'jadegate-cluster-'));
    const cluster = new TestCluster(programs, directory, { port: await freePort(), settings });
    if (cluster.#user !== null) chownSync(directory, cluster.#user.uid, cluster.#user.gid);
    const args = ['-D', cluster.#data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--no-locale'];
    execFileSync(join(programs, 'initdb'), args, { ...cluster.#user, stdio: 'pipe' });
    for (const [name, text] of Object.entries(files)) {
      const file = join(cluster.#data, name);
      writeFileSync(file, text, { mode: 0o600 });
      if (cluster.#user !== null) chownSync(file, cluster.#user.uid, cluster.#user.gid);
    }
    await cluster.start();
    return cluster;
  }

  async start(): Promise<void> {
    const settings = [
      'fsync=off',
      `unix_socket_directories=${this.#directory}`,
      'max_connections=40',
      ...this.#settings,
    ];
    const args = [
      '-D',
      this.#data,
      '-h',
      '127.0.0.1',
      '-p',
      `${this.#port}`,
      ...settings.flatMap((one) => ['-c', one]),
    ];
    this.#server = spawn(join(this.#programs, 'postgres'), args, { ...this.#user, stdio: 'ignore' });
    while (!(await this.#answers())) assertRunning(this.#server);
  }

  /** A crash: no client is informed, nothing is finished. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (server === null || server.exitCode !== null) return;
    const exited = new Promise((resolve) => server.once('exit', resolve));
    // "Immediate" ends each of its processes at once; a kill of the first alone would leave the others running.
    server.kill('SIGQUIT');
    await exited;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true });
  }

  get #data(): string {
    return join(this.#directory, 'data');
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    // A stopping server sends one more error.
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}

function assertRunning(server: ChildProcess): void {
  if (server.exitCode !== null) throw new Error(`the server ended by itself with code ${server.exitCode}`);
}

function userOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}
