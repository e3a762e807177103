// The code of a worker, process or thread: it receives the service to run, reports its start and its counts, and ends
// when asked or when its parent is gone. Ctrl-C at a terminal reaches worker processes too; the parent decides what
// happens. SIGTERM to one worker drains it.
import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import { Counters, type Logger, messageOf, systemClock, systemRandom } from '../base/index.ts';
import { COUNTS_MS } from './limits.ts';
import { loadService } from './load-service-node.ts';
import { openService } from './open-service.ts';
import type { OpenPort } from './service.ts';
import type { FromWorker, ToWorker, WorkerOrder } from './worker.ts';

/** Sends a message without waiting; messages to a parent that is gone are lost. */
function tell(message: FromWorker): void {
  if (parentPort !== null) parentPort.postMessage(message);
  else if (process.connected) process.send?.(message);
}

function loggerOf(own: Readonly<Record<string, unknown>>): Logger {
  const line =
    (level: Extract<FromWorker, { readonly kind: 'log' }>['level']): Logger['info'] =>
    (message, fields) =>
      tell({ kind: 'log', level, message, fields: { ...own, ...fields } });
  return {
    // A log line for each connection would be a message for each.
    debug: () => {},
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: (fields) => loggerOf({ ...own, ...fields }),
  };
}

const counters = new Counters();
let order: WorkerOrder | null = null;
let port: OpenPort | null = null;
let isStopping = false;

function countsNow(): FromWorker {
  return { kind: 'counts', connectionCount: port?.connectionCount ?? 0, counts: counters.snapshot() };
}

async function serve(given: WorkerOrder): Promise<void> {
  order = given;
  const tools = { clock: systemClock, random: systemRandom, counters, log: loggerOf({}) };
  try {
    const opened = await openService(await loadService(given.module), given.place, tools);
    port = opened;
    tell({ kind: 'ready', endpoint: opened.endpoint, body: opened.body });
    systemClock.every(COUNTS_MS, () => tell(countsNow()));
  } catch (error) {
    tell({ kind: 'failed', message: messageOf(error) });
    end(1);
  }
}

async function stop(drainMs: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  try {
    await port?.stop(drainMs);
    end(0);
  } catch (error) {
    tell({ kind: 'log', level: 'error', message: `stopping failed: ${messageOf(error)}`, fields: {} });
    end(1);
  }
}

/** Reports the last counts, and ends when they were sent. */
function end(code: number): void {
  if (process.connected) process.send?.(countsNow(), () => process.exit(code));
  else {
    tell(countsNow());
    process.exit(code);
  }
}

function hear(message: ToWorker): void {
  if (message.kind === 'stop') void stop(message.drainMs);
  else void serve(message.order);
}

if (parentPort === null) {
  process.on('message', hear);
  process.on('disconnect', () => process.exit());
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => void stop(order?.drainMs ?? 0));
} else parentPort.on('message', hear);
