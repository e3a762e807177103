// `jadegate serve`: one of the small services on a port, until SIGTERM or SIGINT. One line on standard output says that it is
// ready, and where; without a name the services are listed. The log goes to standard error.
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
import { findService, listServices, openService, ServiceError, type ServicePlace } from '../services/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { onStopSignals } from './stop-signals.ts';

interface ServeFlags {
  readonly port: number;
  readonly host: string;
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

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('serve one of the small services, or one of your own; without a name, list them')
    .argument('[service]', 'the name of a built-in service, or the path of a file that exports one')
    .option('--port <port>', 'where it listens; 0 takes a free port', portNumber, PORT)
    .option('--host <address>', 'the address it listens on; 0.0.0.0 for all of this machine', '127.0.0.1')
    .addOption(new Option('--io <body>', 'what serves the sockets').choices(IO_BODIES).default('auto'))
    .addOption(new Option('--poller <poller>', 'how the native I/O asks which sockets are ready').choices(POLLERS))
    .option('--connections <count>', 'how many may be connected at once', connectionCount, CONNECTIONS_MAX)
    .option(
      '--drain <seconds>',
      'how long those who are connected may go on when it is stopped',
      seconds,
      DRAIN_SECONDS,
    )
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
  const { service } = await findService(name);
  const log = createPinoLogger({ level: flags.log });
  const counters = new Counters();
  const port = await openService(service, placeOf(flags), { clock: systemClock, random: systemRandom, counters, log });
  const { host, port: number } = port.endpoint;
  const poller = port.body === 'native' ? ` poller=${flags.poller ?? 'epoll'}` : '';
  const transport = service.transport ?? 'tcp';
  const address = host.includes(':') ? `[${host}]` : host;
  process.stdout.write(
    `jadegate ready service=${service.name} at=${transport}://${address}:${number} io=${port.body}${poller} model=loop\n`,
  );
  onStopSignals(['SIGTERM', 'SIGINT'], {
    first: (signal) => {
      log.info('stopping', { reason: signal, connections: port.connectionCount, drainSeconds: flags.drain });
      port
        .stop(flags.drain * 1000)
        .then(() => tellCounts(counters))
        .catch((error: unknown) => failed(log, error))
        .finally(() => process.exit());
    },
    again: (signal) => {
      log.warn(`${signal} again: ending at once`);
      process.exit(1);
    },
  });
}

function failed(log: Logger, error: unknown): void {
  log.error(`stopping failed: ${messageOf(error)}`);
  process.exitCode = 1;
}

function tellCounts(counters: Counters): void {
  const rows = Object.entries(counters.snapshot()).map(([name, count]) => ` ${name}=${count}`);
  process.stdout.write(`jadegate stopped${rows.join('')}\n`);
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
