// `jadegate start --watch`: runs the server as a child process, and starts it anew when a file of the game changes. A start that
// fails prints its error, and the next change tries again.
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { type Cancel, systemClock } from '../base/index.ts';
import { keepAlive } from './client-run.ts';
import { fingerprintOf, GAME_FILES_MAX, gameFolder, watchGame } from './game-files.ts';
import { onStopSignals } from './stop-signals.ts';
import { stepWatch, type WatchEffect, type WatchEvent, type WatchState } from './watch-machine.ts';

/** How long a server may take to stop before the next one; then it is killed. What it acknowledged is in its journal. */
const RESTART_MS_MAX = 10_000;
/** By this the server notices that the process which started it is gone; see bin/jadegate.js. */
const LAUNCHER = 'JADEGATE_LAUNCHER';
const WATCH_FLAG = '--watch';

/** Resolves when a signal has ended it. */
export async function startWatching(config: string | undefined): Promise<void> {
  const folder = config === undefined ? process.cwd() : dirname(resolve(config));
  const timer = keepAlive();
  const server = new WatchedServer(folder);
  const stopWatching = watchGame(() => fingerprintOf(folder, gameFolder), systemClock, {
    changed: () => server.apply('changed'),
    cut: () => {
      const what = `${folder} has more than ${GAME_FILES_MAX} files and folders: changes of the others are not noticed`;
      say(`${what}. Keep the game in a folder of its own, and large data outside`);
    },
  });
  const stopListening = onStopSignals(['SIGTERM', 'SIGINT'], {
    first: () => server.apply('stop'),
    again: () => server.kill(),
  });
  server.start();
  await server.over;
  stopListening();
  stopWatching();
  clearInterval(timer);
}

class WatchedServer {
  readonly #folder: string;
  readonly #over = Promise.withResolvers<void>();
  readonly #effects: Readonly<Record<WatchEffect, () => void>>;
  #state: WatchState = 'running';
  #child: ChildProcess | null = null;
  #end = '';
  #cancelLate: Cancel = () => {};

  constructor(folder: string) {
    this.#folder = folder;
    this.#effects = {
      start: () => this.start(),
      terminate: () => this.#terminate(),
      kill: () => this.kill(),
      finish: () => this.#over.resolve(),
      'say-restart': () => say('a file of the game changed: starting the server anew'),
      'say-waiting': () => say(`the server ${this.#end}; the next change in ${this.#folder} starts it again`),
    };
  }

  get over(): Promise<void> {
    return this.#over.promise;
  }

  apply(event: WatchEvent): void {
    const { state, effects } = stepWatch(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#effects[effect]();
  }

  start(): void {
    const child = spawn(process.execPath, [...process.execArgv, ...argumentsOfServer(process.argv.slice(1))], {
      stdio: 'inherit',
      env: { ...process.env, [LAUNCHER]: String(process.pid) },
    });
    this.#child = child;
    child.once('error', (error) => this.#ended(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => this.#ended(`ended (${signal ?? `exit code ${code}`})`));
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  #terminate(): void {
    this.#child?.kill('SIGTERM');
    this.#cancelLate();
    this.#cancelLate = systemClock.after(RESTART_MS_MAX, () => this.apply('late'));
  }

  #ended(how: string): void {
    this.#cancelLate();
    this.#child = null;
    this.#end = how;
    this.apply('ended');
  }
}

/** The same command without the flag. */
function argumentsOfServer(words: readonly string[]): readonly string[] {
  return words.filter((word) => word !== WATCH_FLAG);
}

function say(what: string): void {
  process.stderr.write(`jadegate start --watch: ${what}\n`);
}
