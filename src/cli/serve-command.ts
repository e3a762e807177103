// `jadegate serve`: one of the small services on a port, until SIGTERM or SIGINT. One line on standard output says that it is
// ready, and where; at the end one for each worker says what it counted. Without a name the services are listed. The log goes to
// standard error.
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
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
import { createPinoLogger } from './log-pino.ts';
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
/** Node keeps a process alive for sockets and these, not for the clock's timers; the longest period it takes. */
const KEEP_ALIVE_MS = 2 ** 31 - 1;

export function addServeCommand(command: Command): void {
  command
    .argument('[service]', 'the name of a built-in service, or the path of a file that exports one')
    .option('--port <port>', 'where it listens; 0 takes a free port', portNumber, PORT)
    .option('--host <address>', 'the address it listens on; 0.0.0.0 for all of this machine', '127.0.0.1')
    .option('--workers <model>', 'N processes, threads:N or pool:N that share the work; one loop when left out')
    .addOption(new Option('--io <body>', 'what serves the sockets').choices(IO_BODIES).default('auto'))
    .addOption(new Option('--poller <poller>', 'how the native I/O asks which sockets are ready').choices(POLLERS))
    .option(
      '--connections <count>',
      'how many may be connected at once, to each worker',
      connectionCount,
      CONNECTIONS_MAX,
    )
    .option('--drain <seconds>', 'how long who is connected may go on when it is stopped', seconds, DRAIN_SECONDS)
    .addOption(new Option('--log <level>', 'how much is told').choices(LOG_LEVELS).default('info'))
    .action(async (name: string | undefined, flags: ServeFlags) => {
      if (name === undefined) await list();
      else await serve(name, flags);
    });
}

async function list(): Promise<void> {
  const services = await listServices();
  const width = Math.max(...services.map(({ name }) => name.length));
  const rows = services.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`);
  process.stdout.write(`${rows.join('')}\njadegate serve NAME starts one; ./FILE.ts one of your own.\n`);
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
  // While a dead worker is about to be started again, nothing else keeps this process.
  setInterval(() => {}, KEEP_ALIVE_MS);
  process.stdout.write(`${readyLine(loaded.service, serving, { model, poller: flags.poller })}\n`);
  process.on('SIGUSR2', () => log.info('counters', countsOf(serving, counters)));
  onStopSignals(['SIGTERM', 'SIGINT'], {
    first: (signal) => {
      log.info(`${signal}: stopping; a second one ends at once`, {
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
  // A poller is of the native body: whoever names one does not want to be given another body in silence.
  if (io !== 'node') return { ...place, body: 'native', poller };
  throw new ServiceError('option-invalid', `--poller ${poller}: pollers are of the native I/O; leave out --io node.`);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A whole number from 0 to 65535 is needed.');
}

function connectionCount(text: string): number {
  const count = Number(text);
  if (/^\d{1,7}$/.test(text) && count >= 1 && count <= CONNECTIONS_LIMIT) return count;
  throw new InvalidArgumentError(`A whole number from 1 to ${CONNECTIONS_LIMIT} is needed.`);
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= DRAIN_SECONDS_MAX) return value;
  throw new InvalidArgumentError(`A number of seconds from 0 to ${DRAIN_SECONDS_MAX} is needed.`);
}
