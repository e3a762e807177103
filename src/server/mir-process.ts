// What every process of the Mir family has beside its work: a control socket of its own name in the data directory, and a line in the log that tells now and then how it does.
import { type Clock, type Counters, type Logger, makeDirectory, messageOf } from '../base/index.ts';
import { REPORT_MS } from '../mir/index.ts';
import type { Config } from './config.ts';
import type { ControlAnswer } from './control.ts';
import { askControl, type Control, listenControl } from './control-node.ts';

export const MIR_KINDS = ['selgate', 'logingate', 'loginsrv', 'dbsrv'] as const;
export type MirKind = (typeof MIR_KINDS)[number];

/** What an operator may ask: `status`, `reload`, and what a kind has of its own. */
export interface MirRequest {
  readonly command: string;
  readonly [field: string]: unknown;
}

/** What a command does, by its name. What it throws is told to who asked. */
export type MirCommands = Readonly<Record<string, (request: Readonly<Record<string, unknown>>) => unknown>>;

/** The directory of control sockets: whoever may open one may give orders. */
const DIRECTORY_MODE = 0o700;

/** Null where nothing is kept on disk. Rejects with `ConfigError` when another process of this kind has the directory. */
export async function openMirControl(
  { dataDirectory, inMemory }: Pick<Config, 'dataDirectory' | 'inMemory'>,
  { kind, log, commands }: { readonly kind: MirKind; readonly log: Logger; readonly commands: MirCommands },
): Promise<Control | null> {
  if (inMemory) return null;
  makeDirectory(dataDirectory, { mode: DIRECTORY_MODE });
  const answer = async (request: unknown): Promise<ControlAnswer> => {
    const asked = (request ?? {}) as Readonly<Record<string, unknown>>;
    const name = String(asked['command']);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
      return { ok: false, error: `command: a ${kind} knows ${Object.keys(commands).join(', ')}` };
    }
    try {
      return { ok: true, result: await command(asked) };
    } catch (error) {
      return { ok: false, error: messageOf(error) };
    }
  };
  return await listenControl(dataDirectory, { name: kind, log, answer });
}

/** Asks the process of that kind on a data directory. Null when none runs. Throws what it refused as a `ConfigError`. */
export async function askMir(directory: string, kind: MirKind, request: MirRequest): Promise<unknown> {
  return await askControl(directory, request, { name: kind });
}

/** A line with the counters, when one of them has changed. Returns what ends it. */
export function startReport(parts: {
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
}): () => void {
  let before = '';
  return parts.clock.every(REPORT_MS, () => {
    const counters = parts.counters.snapshot();
    const now = JSON.stringify(counters);
    if (now !== before) parts.log.info('counters', counters);
    before = now;
  });
}
