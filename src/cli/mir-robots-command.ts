// `jadegate mir robots`: players in numbers at a LoginGate, who go the whole way to the address of a game server, and what they met. Ends with 0 when every
// player got there, 1 when any did not, 2 when nothing could be measured at all.
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CodedError, fromHex, systemClock, systemRandom } from '../base/index.ts';
import { createClientReactor } from '../client/index.ts';
import {
  CLASSIC_WAITS,
  formatMirProgress,
  formatMirReport,
  type MirForm,
  type MirProgress,
  type MirRobotsOptions,
  NO_WAITS,
  placeOf,
  runMirRobots,
} from '../mir/client/index.ts';
import { parseEndpoint } from '../mir/settings/index.ts';
import {
  CODECS,
  type CodecName,
  createMirCodec,
  DIALECTS,
  type DialectName,
  dialectOf,
  TEXT_ENCODINGS,
  type TextEncoding,
} from '../mir/wire/index.ts';
import type { Endpoint } from '../reactor/index.ts';
import { onStopSignals } from './stop-signals.ts';

/** Where `jadegate mir start --dev` and a LoginGate listen. */
const DEFAULT_LOGIN: Endpoint = { host: '127.0.0.1', port: 7000 };
/** Node keeps a process alive for sockets and these, not for the clock's timers; the longest period it takes. */
const KEEP_ALIVE_MS = 2 ** 31 - 1;

const TABLE_BYTES = 256;
const EXIT = { ok: 0, failed: 1, unusable: 2 } as const;

interface MirRobotsFlags {
  readonly count: number;
  readonly login: Endpoint;
  readonly seconds?: number;
  readonly ramp: number;
  readonly atOnce: number;
  readonly patience: number;
  readonly json?: true;
  readonly accountPrefix: string;
  readonly seed: number;
  readonly password: string;
  readonly server?: string;
  readonly dialect: DialectName;
  readonly codec?: CodecName;
  readonly substitutionTable?: Uint8Array;
  readonly substitutionMask: number;
  readonly encoding: TextEncoding;
  readonly waits?: true;
}

export function addMirRobotsCommand(command: Command): void {
  command
    .option('--count <players>', 'how many players', number, 200)
    .addOption(
      new Option('--login <host:port>', 'the LoginGate')
        .argParser(endpoint)
        .default(DEFAULT_LOGIN, placeOf(DEFAULT_LOGIN)),
    )
    .option('--seconds <seconds>', 'follow the path again and again for so long; once when left out', number)
    .option('--ramp <per second>', 'players that begin', number, 200)
    .option('--at-once <players>', 'players that are under way at once', number, 32)
    .option('--patience <seconds>', 'how long a player that is cut off tries again', number, 60)
    .option('--json', 'print one JSON object with the figures')
    .option('--account-prefix <text>', 'accounts are this, the seed and a number', 'bot')
    .option('--seed <number>', 'another one makes other players; the same brings them back', number, 1)
    .option('--password <text>', 'the password of all of them', 'robot123')
    .option('--server <name>', 'the server that they choose; the first of the list when left out')
    .addOption(new Option('--dialect <dialect>', 'what the servers speak').choices(DIALECTS).default('DM'))
    .addOption(
      new Option('--codec <codec>', "what messages are encoded with; the dialect's when left out").choices(CODECS),
    )
    .option('--substitution-table <hex>', 'for the codec substitution: its 256 bytes', table)
    .option('--substitution-mask <number>', 'and what bytes are masked with', number, 0)
    .addOption(new Option('--encoding <encoding>', 'the code page of texts').choices(TEXT_ENCODINGS).default('gbk'))
    .option('--waits', 'wait as original clients do, for servers that ignore clients that do not')
    .action(async (flags: MirRobotsFlags) => {
      process.exitCode = await robots(flags);
    });
}

async function robots(flags: MirRobotsFlags): Promise<number> {
  const keepAlive = setInterval(() => {}, KEEP_ALIVE_MS);
  const controller = new AbortController();
  const forget = onStopSignals(['SIGINT'], {
    first: () => controller.abort(),
    again: () => process.exit(EXIT.unusable),
  });
  const reactor = createClientReactor();
  try {
    const parts = { reactor, clock: systemClock, random: systemRandom };
    const tally = await runMirRobots(parts, { ...optionsOf(flags), signal: controller.signal });
    clearProgress();
    const report = tally.report();
    process.stdout.write(`${flags.json === true ? JSON.stringify(report) : formatMirReport(report)}\n`);
    return report.failed > 0 ? EXIT.failed : EXIT.ok;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    clearProgress();
    process.stderr.write(`jadegate mir robots: ${error.message}\n`);
    return EXIT.unusable;
  } finally {
    forget();
    clearInterval(keepAlive);
    await reactor.stop();
  }
}

function optionsOf(flags: MirRobotsFlags): MirRobotsOptions {
  const { login, count, seconds = null, ramp, atOnce, patience, accountPrefix, seed, password, server } = flags;
  return {
    login,
    form: formOf(flags),
    count,
    seconds,
    rampPerSecond: ramp,
    atOnce,
    patienceMs: patience * 1000,
    accountPrefix,
    seed,
    password,
    waits: flags.waits === true ? CLASSIC_WAITS : NO_WAITS,
    ...(server === undefined ? {} : { server }),
    ...(process.stderr.isTTY ? { onProgress: drawProgress } : {}),
  };
}

function formOf({
  dialect,
  codec,
  substitutionTable: table,
  substitutionMask: mask,
  encoding,
}: MirRobotsFlags): MirForm {
  const spoken = dialectOf(dialect);
  return {
    dialect: spoken,
    codec: createMirCodec({
      codec: codec ?? spoken.codec,
      ...(table === undefined ? {} : { substitution: { table, mask } }),
    }),
    encoding,
  };
}

function drawProgress(progress: MirProgress): void {
  const columns = process.stderr.columns ?? 80;
  process.stderr.write(`\r\u001b[K${formatMirProgress(progress).slice(0, columns - 1)}`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number is needed.');
  return value;
}

function endpoint(text: string): Endpoint {
  const parsed = parseEndpoint(text, null);
  if (parsed !== null && parsed.port > 0) return parsed;
  throw new InvalidArgumentError('HOST:PORT is needed.');
}

function table(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes?.length !== TABLE_BYTES) throw new InvalidArgumentError('512 hexadecimal digits are needed.');
  return bytes;
}
