// A recipe of a guide page, as a reader follows it: the files that a section prints (`<!-- file NAME -->` before a code block), the
// commands (`<!-- run -->`) and what they print (`<!-- prints -->`), and the commands that start servers (`<!-- server -->`).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { BARE_ENVIRONMENT } from '../src/base/bare-environment.fixture.ts';

const ROOT = join(import.meta.dirname, '..');
const READY = /^jadegate ready gate=tcp:\/\/[\d.]+:(\d+) /;

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
  readonly servers: readonly string[];
  readonly prints: string;
}

/** The recipe of the section `heading` of `docs/guide/PAGE`. */
export function recipeOf(page: string, heading: string): Recipe {
  const source = readFileSync(join(ROOT, 'docs', 'guide', page), 'utf8');
  const section = source.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? '';
  const marked = /^( *)<!-- (file|run|server|prints)(?: (\S+))? -->\n\1```\w*\n([\s\S]*?)^\1```$/gm;
  const blocks = [...section.matchAll(marked)].map(([, indent = '', kind = '', name = '', code = '']) => ({
    kind,
    name,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
  const ofKind = (wanted: string) => blocks.filter(({ kind }) => kind === wanted);
  const codesOf = (wanted: string) => ofKind(wanted).map(({ code }) => code);
  return {
    files: new Map(ofKind('file').map(({ name, code }) => [name, code])),
    commands: codesOf('run').join(''),
    servers: codesOf('server'),
    prints: codesOf('prints').join('').trim(),
  };
}

/** A server of a recipe. */
export interface RecipeServer {
  readonly port: number;
  /** As a supervisor stops it. Resolves when its last process has ended. */
  stop(): Promise<void>;
}

/** A game as `jadegate new` makes it, in a folder `demo` of a temporary folder, and the servers that run on it. */
export class RecipeGame {
  readonly place = mkdtempSync(join(tmpdir(), 'jadegate-recipe-'));
  readonly folder = join(this.place, 'demo');
  /** Texts of the page that are others on this machine: a port, a database, a directory. */
  readonly #others: Readonly<Record<string, string>>;
  readonly #servers = new Set<ChildProcess>();

  constructor(others: Readonly<Record<string, string>> = {}, template = 'game') {
    this.#others = others;
    const bin = join(ROOT, 'bin', 'jadegate.js');
    const made = spawnSync(process.execPath, [bin, 'new', this.folder, '--no-install', '--template', template], {
      encoding: 'utf8',
    });
    if (made.status !== 0) throw new Error(made.stderr);
    // What `npm install` does.
    mkdirSync(join(this.folder, 'node_modules', '.bin'), { recursive: true });
    symlinkSync(ROOT, join(this.folder, 'node_modules', 'jadegate'));
    symlinkSync(bin, join(this.folder, 'node_modules', '.bin', 'jadegate'));
  }

  /** Writes the files of a recipe; their clients find the server of the test on `port`. */
  write(files: Recipe['files'], port = 8_001): void {
    for (const [name, content] of files) {
      const path = join(this.folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, this.#here(content).replaceAll('8001', String(port)));
    }
  }

  /** Runs commands in one shell, in the game's folder. Resolves with their standard output; rejects when one fails. */
  async run(commands: string): Promise<string> {
    const child = spawn('sh', ['-e', '-c', this.#here(commands)], {
      cwd: this.folder,
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = once(child, 'exit');
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await exited;
    if (code !== 0) throw new Error(`a command of the guide failed (${code}):\n${commands}\n${output}${errors}`);
    return output.trim();
  }

  /** Starts a server with a command of the guide, for players of this machine. Resolves when it is ready. */
  async serve(command: string, port = 0): Promise<RecipeServer> {
    const child = spawn('sh', ['-c', this.#here(command)], {
      cwd: this.folder,
      env: { ...ENVIRONMENT, JADEGATE_GATE_PORT: String(port), JADEGATE_DEV: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: npm does not pass signals on.
      detached: true,
    });
    this.#servers.add(child);
    const closed = once(child, 'close').then(() => void this.#servers.delete(child));
    const log = text(child.stderr);
    for await (const line of createInterface({ input: child.stdout })) {
      const bound = READY.exec(line)?.[1];
      if (bound === undefined) continue;
      child.stdout.resume();
      return {
        port: Number(bound),
        stop: async () => {
          signal(child, 'SIGTERM');
          await closed;
        },
      };
    }
    throw new Error(`the server did not start: ${command}\n${await log}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#servers) {
      const closed = once(child, 'close');
      signal(child, 'SIGKILL');
      await closed;
    }
    rmSync(this.place, { recursive: true });
  }

  #here(page: string): string {
    return Object.entries({ '/var/lib/mygame': this.place, ...this.#others }).reduce(
      (changed, [there, here]) => changed.replaceAll(there, here),
      page,
    );
  }
}

function signal(child: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid !== undefined) process.kill(-child.pid, name);
}
