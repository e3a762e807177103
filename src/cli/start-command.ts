// `jadegate start`: the whole server in this process, until SIGTERM or SIGINT. One line on standard output says that players can
// come; the log goes to standard error.
import process from 'node:process';
import type { Command } from 'commander';
import { Counters, type Logger, messageOf } from '../base/index.ts';
import {
  type Config,
  ConfigError,
  type ConfigInput,
  keepHeapSmall,
  type Server,
  startServer,
} from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';
import { onStopSignals } from './stop-signals.ts';

interface StartFlags extends SettingsFlags {
  readonly port?: string;
  readonly host?: string;
  readonly log?: string;
  readonly store?: string;
}

/** How long stopping may take before the process ends all the same: longer than any bound inside, so that it is never met. */
const STOP_MS_MAX = 40_000;

export function addStartCommand(command: Command): void {
  command
    .option('--dev', 'development: anyone may sign in under any name, from this machine only')
    .option('--port <port>', 'where the gate listens; 0 takes a free port (default: 8001)')
    .option('--host <address>', 'the address it listens on (default: all, or 127.0.0.1 with --dev)')
    .option('--store <url>', 'a PostgreSQL database (default: SQLite in the data directory)')
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action(start);
}

async function start(flags: StartFlags): Promise<void> {
  keepHeapSmall();
  const { config, modules, without } = await loadSettings(flags, flagSettings(flags));
  const log = createPinoLogger({ level: config.log.level });
  const counters = new Counters();
  warnOfDev(config, log);
  const server = await startServer({ config, modules, without, log, counters });
  stopOnSignal(server, log);
  process.on('SIGHUP', () => void reload(server, log));
  process.on('SIGUSR2', () => log.info('counters', counters.snapshot()));
  process.stdout.write(`jadegate ready gate=${server.url} store=${server.store.location}\n`);
  void server.failed.then((error) => {
    log.error(`the store is lost, and the server stops: ${error.message}`);
    process.exitCode = 1;
    stop(server, log, 'store lost');
  });
}

function flagSettings(flags: StartFlags): ConfigInput {
  const { port, host, log, store } = flags;
  // Checked with all other settings, so that the message is the same wherever a wrong one stands.
  const level = log as NonNullable<ConfigInput['log']>['level'];
  return {
    gate: {
      ...(port === undefined ? {} : { port: wholeNumber(port, '--port') }),
      ...(host === undefined ? {} : { host }),
    },
    ...(level === undefined ? {} : { log: { level } }),
    ...(store === undefined ? {} : { store }),
  };
}

function wholeNumber(text: string, flag: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ConfigError('invalid', `${flag}: a whole number is needed, not '${text}'`);
}

function warnOfDev(config: Config, log: Logger): void {
  if (config.dev)
    log.warn('development mode: anyone on this machine may sign in under any name; leave out --dev for players');
}

let isStopping = false;

function stopOnSignal(server: Server, log: Logger): void {
  onStopSignals(['SIGTERM', 'SIGINT'], {
    first: (signal) => {
      if (!isStopping) stop(server, log, signal);
    },
    again: (signal) => {
      log.warn(`${signal} again: ending at once`);
      process.exit(1);
    },
  });
}

function stop(server: Server, log: Logger, reason: string): void {
  isStopping = true;
  log.info('stopping', { reason, sessions: server.gate.sessionCount });
  const late = setTimeout(() => {
    log.error(`stopping took more than ${STOP_MS_MAX} ms; ending all the same`);
    process.exit(1);
  }, STOP_MS_MAX);
  server
    .stop()
    .then(() => log.info('stopped', server.counters.snapshot()))
    .catch((error: unknown) => {
      log.error(`stopping failed: ${messageOf(error)}`);
      process.exitCode = 1;
    })
    .finally(() => {
      clearTimeout(late);
      process.exit();
    });
}

async function reload(server: Server, log: Logger): Promise<void> {
  try {
    for (const line of await server.reload()) log.info(line);
  } catch (error) {
    log.error(`a reload failed, and what could not be read stays as it was: ${messageOf(error)}`);
  }
}
