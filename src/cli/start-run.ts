// `jadegate start` runs: the whole server in this process, until SIGTERM or SIGINT. When players can come, it prints one line on standard
// output; the log goes to standard error.
import process from 'node:process';
import { Counters, type Logger, systemClock } from '../base/index.ts';
import { ConfigError } from '../server/control/index.ts';
import { type Successor, startServer } from '../server/index.ts';
import type { Config, ConfigInput } from '../server/settings/index.ts';
import { createPinoLogger, isLogText } from './log-pino.ts';
import { runServerProcess, sayReady, surviveGames } from './server-process.ts';
import { loadSettings, loadSettingsAgain } from './settings.ts';
import type { SettingsFlags } from './settings-flags.ts';
import { endFor, findPredecessor, startSuccessor, stopSuccessor } from './successor-node.ts';
import { notifySystemd } from './systemd-node.ts';

/** How long the answer to an operator's command takes to leave, in milliseconds, before the process ends. */
const ANSWER_MS = 200;

export interface StartFlags extends SettingsFlags {
  readonly port?: string;
  readonly host?: string;
  readonly log?: string;
  readonly store?: string;
  readonly nats?: string;
  readonly watch?: boolean;
}

export async function startFromFlags(flags: StartFlags): Promise<void> {
  if (flags.watch === true) {
    await (await import('./start-watch.ts')).startWatching(flags.config);
    return;
  }
  const predecessor = findPredecessor();
  const logStrays = surviveGames();
  const given = flagSettings(flags);
  const startedMs = systemClock.wallMs();
  const { config, modules, without } = await loadSettings(flags, given);
  const counters = new Counters();
  const log = createPinoLogger({ level: config.log.level, counters, isText: isLogText(config) });
  logStrays(log);
  warnOfDev(config, log);
  const server = await startServer({
    ...{ config, modules, without, log, counters, startSuccessor },
    ...(predecessor === null ? {} : { predecessor }),
    readAgain: () => loadSettingsAgain({ flags, given }, startedMs),
  });
  let successor: Successor | null = null;
  runServerProcess(
    {
      counters,
      failed: server.failed,
      reload: async () => (await server.reload()).join('; '),
      stop: async () => {
        log.info('closing sessions', { sessions: server.gate.sessionCount });
        // Whoever stops this process means the server, which may be another process by now, or become one while this one stops.
        if (successor === null) await server.stop();
        if (successor !== null) await stopSuccessor(successor);
      },
    },
    log,
  );
  // The command that asked for it is answered first.
  void server.succeeded.then((next) => {
    successor = next;
    systemClock.after(ANSWER_MS, () => endFor(next));
  });
  const http = server.http === null ? {} : { http: server.http.url };
  sayReady(null, { gate: server.url, ...http, store: server.store.location });
  notifySystemd(`MAINPID=${process.pid}\nREADY=1`);
  (await import('./start-later.ts')).loadLater(server.store, log);
}

function flagSettings(flags: StartFlags): ConfigInput {
  const { port, host, log, store, nats } = flags;
  // Checked with all other settings, so that the message is the same wherever a wrong one stands.
  const level = log as NonNullable<ConfigInput['log']>['level'];
  return {
    gate: {
      ...(port === undefined ? {} : { port: wholeNumber(port, '--port') }),
      ...(host === undefined ? {} : { host }),
    },
    ...(level === undefined ? {} : { log: { level } }),
    ...(store === undefined ? {} : { store }),
    ...(nats === undefined ? {} : { cluster: { nats } }),
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
