// A recipe of a guide page, as a reader follows it: the files that a section prints (`<!-- file NAME -->` before a code block), the
// commands (`<!-- run -->`), and what they print (`<!-- prints -->`).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { BARE_ENVIRONMENT } from '../src/base/bare-environment.fixture.ts';

const ROOT = join(import.meta.dirname, '..');
const READY = /^jadegate ready gate=tcp:\/\/127\.0\.0\.1:(\d+) /;
/** The port of the guide; the server of a test has another. */
const PORT = /\b8001\b/g;

/** The system's programs first: its Python has the packages of the system. npm finds its cache by HOME. */
const ENVIRONMENT = {
  ...BARE_ENVIRONMENT,
  HOME: process.env['HOME'],
  PATH: `/usr/bin:/bin:${BARE_ENVIRONMENT['PATH']}`,
};

export interface Recipe {
  readonly files: ReadonlyMap<string, string>;
  /** Shell commands, in the order of the page. */
  readonly commands: string;
  readonly prints: string;
}

/** The recipe of the section `heading` of `docs/guide/PAGE`. */
export function recipeOf(page: string, heading: string): Recipe {
  const text = readFileSync(join(ROOT, 'docs', 'guide', page), 'utf8');
  const section = text.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(/<!-- (file|run|server|prints)(?: (\S+))? -->\n```\w*\n([\s\S]*?)```/g)].map(
    ([, kind = '', name = '', code = '']) => ({ kind, name, code }),
  );
  const ofKind = (kind: string) => blocks.filter((block) => block.kind === kind);
  const codeOf = (kind: string) =>
    ofKind(kind)
      .map(({ code }) => code)
      .join('');
  const files = new Map(ofKind('file').map(({ name, code }) => [name, code]));
  return { files, commands: codeOf('run') + codeOf('server'), prints: codeOf('prints') };
}

/** A game as `jadegate new` makes it, in a folder `demo` of a temporary folder, and the servers that run on it. */
export class RecipeGame {
  readonly folder: string;
  readonly #place = mkdtempSync(join(tmpdir(), 'jadegate-recipe-'));
  readonly #servers: ChildProcess[] = [];

  constructor() {
    this.folder = join(this.#place, 'demo');
    const bin = join(ROOT, 'bin', 'jadegate.js');
    const made = spawnSync(process.execPath, [bin, 'new', this.folder, '--no-install'], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    // What `npm install` does.
    mkdirSync(join(this.folder, 'node_modules', '.bin'), { recursive: true });
    symlinkSync(ROOT, join(this.folder, 'node_modules', 'jadegate'));
    symlinkSync(bin, join(this.folder, 'node_modules', '.bin', 'jadegate'));
  }

  /** Writes the files of a recipe, with the port of a server of this test. */
  write(files: Recipe['files'], port: number): void {
    for (const [name, text] of files) {
      const path = join(this.folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text.replace(PORT, String(port)));
    }
  }

  /** Runs commands in one shell, in the game's folder. Returns their standard output; throws when one fails. */
  run(commands: string): string {
    const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', commands], {
      cwd: this.folder,
      env: ENVIRONMENT,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`a command of the guide failed (${status}):\n${commands}\n${stdout}${stderr}`);
    return stdout;
  }

  /** Starts a server with a command of the guide, on a free port. Resolves with the port when it is ready. */
  async serve(command: string): Promise<number> {
    const child = spawn('sh', ['-c', command], {
      cwd: this.folder,
      env: { ...ENVIRONMENT, JADEGATE_GATE_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: npm does not pass signals on.
      detached: true,
    });
    this.#servers.push(child);
    let log = '';
    child.stderr.on('data', (text) => {
      log += text;
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const port = READY.exec(line)?.[1];
      if (port !== undefined) return Number(port);
    }
    throw new Error(`the server did not start: ${command}\n${log}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#servers) {
      if (child.exitCode !== null || child.pid === undefined) continue;
      const exited = once(child, 'exit');
      process.kill(-child.pid, 'SIGKILL');
      await exited;
    }
    rmSync(this.#place, { recursive: true });
  }
}
