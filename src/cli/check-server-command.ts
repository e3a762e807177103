// `jadegate check-server`: tries the rules of resuming on a running server, this one or another's. Exits with 0 when no rule is
// broken, with 1 when one is, with 2 when the server cannot be reached.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  CHECKS,
  type CheckLayout,
  type CheckResult,
  checkServer,
  targetOf,
  UnreachableError,
} from '../check-server/index.ts';
import { LAYOUTS } from '../wire/index.ts';
import { EXIT } from './client-run.ts';
import { numberFrom } from './number-argument.ts';

const SERVER_ID_MAX = 999_999_999;
const RING_BYTES_MAX = 192 * 1024;
/** Of what a command says, the end is shown. */
const SAID_MAX = 400;
const WORDS = { ok: 'ok     ', failed: 'FAILED ', skipped: 'skipped' } as const;

interface CheckFlags {
  readonly layout: CheckLayout;
  readonly serverId: number;
  readonly ringBytes: number;
  readonly only?: readonly number[];
  readonly json?: true;
  readonly upgrade?: string;
}

export function addCheckServerCommand(command: Command): void {
  command
    .argument('<url>', 'the server: tcp://HOST:PORT or ws://HOST:PORT/PATH; it must let any name sign in')
    .addOption(new Option('--layout <layout>', 'the message layout').choices(LAYOUTS).default('packed'))
    .option('--only <numbers>', 'run these checks only, as in 11,17', checkNumbers)
    .option('--server-id <id>', 'the server id that its players use to sign in', numberFrom(0, SERVER_ID_MAX), 1)
    .option('--ring-bytes <bytes>', 'what the server keeps for a session', numberFrom(1, RING_BYTES_MAX), 4_096)
    .option('--upgrade <command>', 'a shell command that upgrades the server, for the check of that')
    .option('--json', 'print the results as one JSON object')
    .action(async (url: string, flags: CheckFlags) => {
      process.exitCode = await check(url, flags);
    });
}

async function check(url: string, { json, upgrade: command, ...flags }: CheckFlags): Promise<number> {
  const isJson = json === true;
  const upgrade = command === undefined ? {} : { upgrade: () => runShell(command) };
  try {
    targetOf(url);
    const results = await checkServer({ url, ...flags, ...upgrade, ...(isJson ? {} : { onResult: print }) });
    const count = (state: CheckResult['state']): number => results.filter((each) => each.state === state).length;
    const sums = { ok: count('ok'), failed: count('failed'), skipped: count('skipped') };
    if (isJson) process.stdout.write(`${JSON.stringify({ ...sums, results })}\n`);
    else process.stdout.write(`ok ${sums.ok}, failed ${sums.failed}, skipped ${sums.skipped}\n`);
    return sums.failed > 0 ? EXIT.failed : EXIT.ok;
  } catch (error) {
    if (!(error instanceof UnreachableError || error instanceof RangeError)) throw error;
    const what = error instanceof UnreachableError ? unreachable(url, error.message) : error.message;
    process.stderr.write(`jadegate check-server: ${what}\n`);
    return EXIT.unusable;
  }
}

/** Rejects with what the command said when it fails. */
async function runShell(command: string): Promise<void> {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = `${said}${bytes.toString()}`.slice(-SAID_MAX);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the command of --upgrade failed (${code ?? 'killed'}): ${said.trim()}`);
}

function unreachable(url: string, why: string): string {
  return `cannot talk to ${url}: ${why}; check that the server runs, and that it listens there`;
}

function print({ number, rule, state, seen }: CheckResult): void {
  process.stdout.write(`${WORDS[state]} ${number}: ${rule}; seen: ${seen}\n`);
}

function checkNumbers(text: string): number[] {
  const numbers = text.split(',').map((part) => (/^[0-9]+$/.test(part) ? Number(part) : Number.NaN));
  const unknown = numbers.find((number) => !CHECKS.some((each) => each.number === number));
  if (unknown === undefined) return numbers;
  throw new InvalidArgumentError(`the checks are ${CHECKS.map(({ number }) => number).join(',')}`);
}
