// The commands that an operator may send to a running process: a map by name, reached over its control socket.
import { makeDirectory, messageOf } from '../base/index.ts';
import { CONTROL_CHECK_MS, type ControlAnswer, listenControl } from '../server/control/index.ts';
import type { Runtime } from './runtime.ts';

/** What a command does. Its result is the answer; the message of what it throws is the refusal. */
export type Command = (request: Readonly<Record<string, unknown>>) => unknown;
export type Commands = Readonly<Record<string, Command>>;

/** The directory of control sockets: whoever may open one may give orders. */
const DIRECTORY_MODE = 0o700;

/**
 * Serves the commands on the socket `name` in the data directory; a process that keeps nothing on disk has none. Rejects with
 * `ConfigError` when another process of that name has the directory.
 */
export async function openCommands(
  { clock, log, opened }: Runtime,
  { dataDirectory, inMemory }: { readonly dataDirectory: string; readonly inMemory: boolean },
  { name, commands }: { readonly name: string; readonly commands: Commands },
): Promise<void> {
  if (inMemory) return;
  makeDirectory(dataDirectory, { mode: DIRECTORY_MODE });
  const answer = (request: unknown): Promise<ControlAnswer> => answerWith(commands, { name, request });
  const control = await listenControl(dataDirectory, { name, log, answer });
  opened.defer(() => control.close());
  opened.defer(clock.every(CONTROL_CHECK_MS, () => void control.restore()));
}

async function answerWith(
  commands: Commands,
  { name, request }: { readonly name: string; readonly request: unknown },
): Promise<ControlAnswer> {
  const asked = (request ?? {}) as Readonly<Record<string, unknown>>;
  const wanted = String(asked['command']);
  const command = Object.hasOwn(commands, wanted) ? commands[wanted] : undefined;
  if (command === undefined) {
    return { ok: false, error: `command: ${name} has the commands ${Object.keys(commands).join(', ')}` };
  }
  try {
    return { ok: true, result: await command(asked) };
  } catch (error) {
    return { ok: false, error: messageOf(error) };
  }
}
