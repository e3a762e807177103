// `jadegate do NAME --arg value`: a command of a module of the running server. Without a name it lists them, and with `--help` it
// describes the one. The server knows its modules' commands and checks the arguments, so no module is loaded here.
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
    .allowUnknownOption()
    // `do NAME --help` is about NAME: its help comes from the server.
    .helpOption(false)
    .addHelpText('after', '\n`jadegate do NAME --help` describes one command.');
  addSettingsFlags(command).action(async (name: string | undefined, args: readonly string[], flags: SettingsFlags) => {
    if (name !== undefined && HELP.includes(name)) command.help();
    process.stdout.write(`${await answer(name, args, flags)}\n`);
  });
}

const HELP: readonly string[] = ['--help', '-h'];

async function answer(name: string | undefined, args: readonly string[], flags: SettingsFlags): Promise<unknown> {
  const isHelp = args.some((text) => HELP.includes(text));
  if (name !== undefined && !isHelp) return askServer(flags, { ...argumentsOf(args), command: name });
  return helpOf((await askServer(flags, { command: 'commands' })) as readonly ListedCommand[], name);
}

/** One command, or all of them. Throws `ConfigError` when there is none of that name. */
export function helpOf(commands: readonly ListedCommand[], name: string | undefined): string {
  const asked = name === undefined ? commands : commands.filter((each) => each.name === name);
  if (asked.length > 0 || name === undefined) return asked.map(describe).join('\n');
  const names = commands.map((each) => each.name).join(', ');
  throw new ConfigError('refused', `the server has no command '${name}'; it has ${names}`);
}

/** The name and the help, and a line for each argument. */
function describe({ name, help, args }: ListedCommand): string {
  const lines = args.map(({ name: arg, description, values, isNeeded, default: given }) => {
    const rule = given === null ? (isNeeded ? 'needed' : '') : `default ${given}`;
    return `    --${arg}: ${[description, values, rule].filter((text) => text !== '').join('; ')}`;
  });
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
