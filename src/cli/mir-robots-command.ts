// `jadegate mir robots`: players in numbers at a LoginGate, who go the whole way to the address of a game server, and what they met. Ends with 0 when every
// player got there, 1 when any did not, 2 when nothing could be measured at all.
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { fromHex, systemClock, systemRandom } from '../base/index.ts';
import { createClientReactor } from '../client/index.ts';
import {
  CLASSIC_WAITS,
  formatMirProgress,
  formatMirReport,
  type MirForm,
  type MirRobotsOptions,
  NO_WAITS,
  placeOf,
  runMirRobots,
} from '../mir/client/index.ts';
import {
  CODECS,
  type CodecName,
  DIALECTS,
  type DialectName,
  TEXT_ENCODINGS,
  type TextEncoding,
} from '../mir/names/index.ts';
import { parseEndpoint } from '../mir/settings/index.ts';
import { createMirCodec, dialectOf } from '../mir/wire/index.ts';
import type { Endpoint } from '../reactor/index.ts';
import { clearProgress, EXIT, progressDrawer, runRobotsUntilInterrupted } from './client-run.ts';
import { anyNumber } from './number-argument.ts';

/** Where `jadegate mir start --dev` and a LoginGate listen. */
const DEFAULT_LOGIN: Endpoint = { host: '127.0.0.1', port: 7000 };
const TABLE_BYTES = 256;

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
    .option('--count <players>', 'how many players', anyNumber, 200)
    .addOption(
      new Option('--login <host:port>', 'the LoginGate')
        .argParser(endpoint)
        .default(DEFAULT_LOGIN, placeOf(DEFAULT_LOGIN)),
    )
    .option('--seconds <seconds>', 'follow the path again and again for so long; once when left out', anyNumber)
    .option('--ramp <per second>', 'players that begin', anyNumber, 200)
    .option('--at-once <players>', 'players that are under way at once', anyNumber, 32)
    .option('--patience <seconds>', 'how long a player that is cut off tries again', anyNumber, 60)
    .option('--json', 'print one JSON object with the figures')
    .option('--account-prefix <text>', 'accounts are this, the seed and a number', 'bot')
    .option('--seed <number>', 'another one makes other players; the same brings them back', anyNumber, 1)
    .option('--password <text>', 'the password of all of them', 'robot123')
    .option('--server <name>', 'the server that they choose; the first of the list when left out')
    .addOption(new Option('--dialect <dialect>', 'what the servers speak').choices(DIALECTS).default('DM'))
    .addOption(
      new Option('--codec <codec>', "what messages are encoded with; the dialect's when left out").choices(CODECS),
    )
    .option('--substitution-table <hex>', 'for the codec substitution: its 256 bytes', table)
    .option('--substitution-mask <number>', 'and what bytes are masked with', anyNumber, 0)
    .addOption(new Option('--encoding <encoding>', 'the code page of texts').choices(TEXT_ENCODINGS).default('gbk'))
    .option('--waits', 'wait as original clients do, for servers that ignore clients that do not')
    .action(async (flags: MirRobotsFlags) => {
      process.exitCode = await robots(flags);
    });
}

function robots(flags: MirRobotsFlags): Promise<number> {
  return runRobotsUntilInterrupted('mir robots', async (signal) => {
    const reactor = createClientReactor();
    try {
      const parts = { reactor, clock: systemClock, random: systemRandom };
      const report = (await runMirRobots(parts, { ...optionsOf(flags), signal })).report();
      clearProgress();
      process.stdout.write(`${flags.json === true ? JSON.stringify(report) : formatMirReport(report)}\n`);
      return report.failed > 0 ? EXIT.failed : EXIT.ok;
    } finally {
      await reactor.stop();
    }
  });
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
    ...progressDrawer(formatMirProgress),
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
