// How a process of the Mir family lives: until SIGTERM or SIGINT, or until it has lost its store. SIGHUP reads its files again, SIGUSR2 logs its counters.
import process from 'node:process';
import { type Logger, messageOf } from '../base/index.ts';
import { keepHeapSmall } from '../server/index.ts';
import { onStopSignals } from './stop-signals.ts';

export interface MirProcess {
  /** Once. */
  stop(): Promise<void>;
  reload(): Promise<string>;
  counters(): Readonly<Record<string, unknown>>;
  /** Settles when nothing can go on. */
  readonly failed?: Promise<Error>;
}

/** How long stopping may take before the process ends all the same: longer than any bound inside, so that it is never met. */
const STOP_MS_MAX = 60_000;

export function runMirProcess(running: MirProcess, log: Logger): void {
  keepHeapSmall();
  let isStopping = false;
  const stop = (reason: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info('stopping', { reason });
    void stopped(running, log);
  };
  process.on('SIGHUP', () => void reload(running, log));
  process.on('SIGUSR2', () => log.info('counters', running.counters()));
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

async function stopped(running: MirProcess, log: Logger): Promise<void> {
  const late = setTimeout(() => {
    log.error(`stopping took more than ${STOP_MS_MAX} ms; ending all the same`);
    process.exit(1);
  }, STOP_MS_MAX);
  try {
    await running.stop();
    log.info('stopped', running.counters());
  } catch (error) {
    log.error(`stopping failed: ${messageOf(error)}`);
    process.exitCode = 1;
  }
  clearTimeout(late);
  process.exit();
}

async function reload(running: MirProcess, log: Logger): Promise<void> {
  try {
    log.info(await running.reload());
  } catch (error) {
    log.error(`all stays as it was: ${messageOf(error)}`);
  }
}
