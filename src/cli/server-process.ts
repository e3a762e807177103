// How the process of a server lives, and how it says that it is ready. It runs until SIGTERM or SIGINT, or until it has lost its
// store. SIGHUP reads its files again, SIGUSR2 logs its counters.
import process from 'node:process';
import { type Counters, currentTrace, type LogFields, type Logger, messageOf, stackOf } from '../base/index.ts';
import { isGamesError, type StrayError } from '../process/index.ts';
import type { Endpoint } from '../reactor/index.ts';
import { onStopSignals } from './stop-signals.ts';

export interface ServerProcess {
  /** Once. */
  stop(): Promise<void>;
  reload(): string | Promise<string>;
  /** Those of the process, or of each of its parts. */
  readonly counters: Counters | (() => Readonly<Record<string, unknown>>);
  /** Resolves with the reason when the process cannot go on. */
  readonly failed?: Promise<Error>;
}

/**
 * How long stopping may take before the process ends all the same: less than the 60 s after which the guide's unit for
 * systemd kills it, and more than a stop takes whose database does not answer.
 */
const STOP_MS_MAX = 50_000;

/** Errors of the game that are kept until there is a log: those of its first lines. More are dropped. */
const EARLY_ERRORS_MAX = 20;

/** `log` is that of `surviveGames`. */
export function runServerProcess(running: ServerProcess, log: Logger): void {
  let isStopping = false;
  const stop = (reason: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info('stopping', { reason });
    void stopped(running, log);
  };
  process.on('SIGHUP', () => void reload(running, log));
  process.on('SIGUSR2', () => log.info('counters', countersOf(running)));
  onStopSignals(['SIGTERM', 'SIGINT'], {
    first: stop,
    again: (signal) => {
      log.warn(`${signal} again: ending at once`);
      process.exit(1);
    },
  });
  void running.failed?.then((error) => {
    log.error(`the store is lost, and the process stops: ${error.message}`);
    process.exitCode = 1;
    stop('store lost');
  });
}

/**
 * Errors that no code caught: those of the game are logged, those of jadegate end the process. Called before a file of the game is
 * loaded; returns a function that says where to log, once that is known.
 */
export function surviveGames(): (log: Logger) => void {
  let log: Logger | null = null;
  const early: (readonly [message: string, about: LogFields])[] = [];
  const judge = (kind: StrayError['kind'], thrown: unknown): void => {
    const trace = currentTrace();
    const about = { module: trace?.module, place: trace?.place, stack: stackOf(thrown) };
    const what = kind === 'rejection' ? 'a promise that nobody awaited was rejected' : 'an error was not caught';
    if (isGamesError({ thrown, kind, trace })) {
      const message = `${what}: ${messageOf(thrown)}`;
      if (log !== null) log.error(message, about);
      else if (early.length < EARLY_ERRORS_MAX) early.push([message, about]);
      return;
    }
    const message = `jadegate has a fault, and the process ends: ${messageOf(thrown)}`;
    if (log === null) process.stderr.write(`${message}\n${about.stack ?? ''}\n`);
    else log.error(message, about);
    process.exit(1);
  };
  process.on('uncaughtException', (thrown) => judge('exception', thrown));
  process.on('unhandledRejection', (thrown) => judge('rejection', thrown));
  return (known) => {
    log = known;
    for (const [message, about] of early.splice(0)) known.error(message, about);
  };
}

export type ReadyFacts = Readonly<Record<string, string | Endpoint>>;

/** The one line on standard output: `jadegate WHO ready NAME=VALUE …`; the game's server has no WHO. */
export function sayReady(who: string | null, facts: ReadyFacts): void {
  const texts = Object.entries(facts).map(
    ([name, fact]) => `${name}=${typeof fact === 'string' ? fact : textOf(fact)}`,
  );
  process.stdout.write(`jadegate ${who === null ? '' : `${who} `}ready ${texts.join(' ')}\n`);
}

function textOf({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function countersOf({ counters }: ServerProcess): Readonly<Record<string, unknown>> {
  return typeof counters === 'function' ? counters() : counters.snapshot();
}

async function stopped(running: ServerProcess, log: Logger): Promise<void> {
  const late = setTimeout(() => {
    log.error(`stopping took more than ${STOP_MS_MAX} ms; ending all the same`);
    process.exit(1);
  }, STOP_MS_MAX);
  try {
    await running.stop();
    log.info('stopped', countersOf(running));
  } catch (error) {
    log.error(`stopping failed: ${messageOf(error)}`);
    process.exitCode = 1;
  }
  clearTimeout(late);
  process.exit();
}

async function reload(running: ServerProcess, log: Logger): Promise<void> {
  try {
    log.info(await running.reload());
  } catch (error) {
    log.error(`the reload failed in part or as a whole: ${messageOf(error)}`);
  }
}
