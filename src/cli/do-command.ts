// `jadegate do NAME --arg value`: a command of a module of the running server. Without a name it lists them. The server knows its
// modules' commands and checks the arguments, so no module is loaded here.
import process from 'node:process';
import type { Command } from 'commander';
import { ConfigError } from '../server/control/index.ts';
import type { ListedCommand } from '../server/index.ts';
import { askServer } from './operate-commands.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

export function addDoCommand(command: Command): void {
  command
    .argument('[name]', 'the command; without it, all are listed with their arguments')
    .argument('[args...]', '--NAME VALUE for each argument of the command')
    .allowUnknownOption();
  addSettingsFlags(command).action(async (name: string | undefined, args: readonly string[], flags: SettingsFlags) => {
    const text =
      name === undefined ? await list(flags) : await askServer(flags, { ...argumentsOf(args), command: name });
    process.stdout.write(`${text}\n`);
  });
}

async function list(flags: SettingsFlags): Promise<string> {
  const commands = (await askServer(flags, { command: 'commands' })) as readonly ListedCommand[];
  return commands.map(describe).join('\n');
}

/** The name and the help, and a line for each argument. */
function describe({ name, help, args }: ListedCommand): string {
  const lines = args.map(
    (arg) => `    --${arg.name}: ${[arg.description, arg.values].filter((text) => text !== '').join('; ')}`,
  );
  return [`${name}: ${help}`, ...lines].join('\n');
}

/** `--slot 3 --isLoud` as `{ slot: '3', isLoud: 'true' }`. Throws `ConfigError`. */
export function argumentsOf(texts: readonly string[]): Readonly<Record<string, string>> {
  const given: Record<string, string> = {};
  for (let at = 0; at < texts.length; at++) {
    const [, name, joined] = /^--([a-zA-Z][\w-]*)(?:=(.*))?$/s.exec(texts[at] ?? '') ?? [];
    if (name === undefined || name === 'command') {
      throw new ConfigError('invalid', `'${texts[at]}' is no argument: write --NAME VALUE`);
    }
    const next = texts[at + 1];
    if (joined !== undefined) given[name] = joined;
    else if (next === undefined || next.startsWith('--')) given[name] = 'true';
    else {
      given[name] = next;
      at++;
    }
  }
  return given;
}
