// `jadegate serve`: runs one of the small services on a port, until SIGTERM or SIGINT. When it is ready it prints one
// line with its address on standard output; at the end it prints one line with the counts of each worker. Without a
// name it lists the services. The log goes to standard error.
import process from 'node:process';
import { type Command, Option } from 'commander';
import {
  Counters,
  LOG_LEVELS,
  type Logger,
  type LogLevel,
  messageOf,
  systemClock,
  systemRandom,
} from '../base/index.ts';
import { CONNECTIONS_MAX, IO_BODIES, type IoBody, POLLERS, type PollerName } from '../reactor/index.ts';
import {
  type Counts,
  describeModel,
  findService,
  listServices,
  parseModel,
  type ServerModel,
  type Service,
  ServiceError,
  type ServicePlace,
  type Serving,
  serveService,
  sumCounts,
} from '../services/index.ts';
import { keepAlive } from './client-run.ts';
import { createPinoLogger } from './log-pino.ts';
import { numberFrom } from './number-argument.ts';
import { onStopSignals } from './stop-signals.ts';

interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly workers?: string;
  readonly io: IoBody;
  readonly poller?: PollerName;
  readonly connections: number;
  readonly drain: number;
  readonly log: LogLevel;
}

const PORT = 7007;
/** As many descriptors as Linux gives a process. */
const CONNECTIONS_LIMIT = 1 << 20;
const DRAIN_SECONDS = 5;
const DRAIN_SECONDS_MAX = 3_600;
export function addServeCommand(command: Command): void {
  command
    .argument('[service]', 'a built-in service, or the path of a file that exports one')
    .option('--port <port>', 'the port to listen on; 0 takes a free port', numberFrom(0, 65_535), PORT)
    .option('--host <address>', 'the address to listen on; 0.0.0.0 for all addresses of this machine', '127.0.0.1')
    .option('--workers <model>', 'N for processes, threads:N or pool:N; one loop when left out')
    .addOption(new Option('--io <body>', 'the I/O of the sockets').choices(IO_BODIES).default('auto'))
    .addOption(new Option('--poller <poller>', 'how the native I/O waits for sockets').choices(POLLERS))
    .option(
      '--connections <count>',
      'connections at once, for each worker',
      numberFrom(1, CONNECTIONS_LIMIT),
      CONNECTIONS_MAX,
    )
    .option(
      '--drain <seconds>',
      'how long open connections may continue after a stop signal',
      numberFrom(0, DRAIN_SECONDS_MAX, 'number of seconds'),
      DRAIN_SECONDS,
    )
    .addOption(new Option('--log <level>', 'the lowest level that is logged').choices(LOG_LEVELS).default('info'))
    .action(async (name: string | undefined, flags: ServeFlags) => {
      if (name === undefined) await list();
      else await serve(name, flags);
    });
}

async function list(): Promise<void> {
  const services = await listServices();
  const width = Math.max(...services.map(({ name }) => name.length));
  const rows = services.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`);
  process.stdout.write(
    `${rows.join('')}\nTo start one: jadegate serve NAME. To start your own: jadegate serve ./FILE.ts\n`,
  );
}

async function serve(name: string, flags: ServeFlags): Promise<void> {
  const place = placeOf(flags);
  const model = parseModel(flags.workers);
  const loaded = await findService(name);
  const log = createPinoLogger({ level: flags.log });
  const counters = new Counters();
  const tools = { clock: systemClock, random: systemRandom, counters, log };
  const drainMs = flags.drain * 1000;
  const forget = onStopSignals(['SIGTERM', 'SIGINT'], { first: endAtOnce, again: endAtOnce });
  const serving = await serveService(loaded, { model, place, tools, drainMs }).finally(forget);
  // While a dead worker is about to be restarted, nothing else keeps this process alive.
  keepAlive();
  process.stdout.write(`${readyLine(loaded.service, serving, { model, poller: flags.poller })}\n`);
  process.on('SIGUSR2', () => log.info('counters', countsOf(serving, counters)));
  onStopSignals(['SIGTERM', 'SIGINT'], {
    first: (signal) => {
      log.info(`${signal}: stopping; a second signal ends at once`, {
        connections: serving.connectionCount(),
        drainSeconds: flags.drain,
      });
      serving
        .stop(drainMs)
        .then(() => tellCounts(serving, counters))
        .catch((error: unknown) => failed(log, error))
        .finally(() => process.exit());
    },
    again: (signal) => {
      log.warn(`${signal} again: ending at once`);
      endAtOnce();
    },
  });
}

function endAtOnce(): void {
  process.exit(1);
}

/** `jadegate ready service=echo at=tcp://127.0.0.1:7007 io=native poller=epoll model=loop` */
function readyLine(
  { name, transport = 'tcp' }: Service,
  { endpoint: { host, port }, body }: Serving,
  { model, poller = 'epoll' }: { readonly model: ServerModel; readonly poller: PollerName | undefined },
): string {
  const address = host.includes(':') ? `[${host}]` : host;
  const io = body === 'native' ? `io=native poller=${poller}` : `io=${body}`;
  return `jadegate ready service=${name} at=${transport}://${address}:${port} ${io} model=${describeModel(model)}`;
}

function failed(log: Logger, error: unknown): void {
  log.error(`stopping failed: ${messageOf(error)}`);
  process.exitCode = 1;
}

/** One line for each worker, then one for all. */
function tellCounts(serving: Serving, counters: Counters): void {
  for (const { number, title, restarts, counts } of serving.workers()) {
    process.stdout.write(`jadegate stopped worker=${number} (${title}) restarts=${restarts}${countWords(counts)}\n`);
  }
  process.stdout.write(`jadegate stopped${countWords(countsOf(serving, counters))}\n`);
}

function countsOf(serving: Serving, counters: Counters): Counts {
  const workers = serving.workers();
  return workers.length === 0 ? counters.snapshot() : sumCounts(workers.map(({ counts }) => counts));
}

function countWords(counts: Counts): string {
  return Object.entries(counts)
    .map(([name, count]) => ` ${name}=${count}`)
    .join('');
}

function placeOf({ port, host, io, poller, connections }: ServeFlags): ServicePlace {
  const place = { endpoint: { host, port }, isPortShared: false, body: io, connectionsMax: connections };
  if (poller === undefined) return place;
  // Pollers belong to the native body: a user who names one must not silently get another body.
  if (io !== 'node') return { ...place, body: 'native', poller };
  throw new ServiceError('option-invalid', `--poller ${poller} needs the native I/O; leave out --io node.`);
}
