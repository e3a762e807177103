// The command line: every command registers itself; what fails is told in one line, without a stack, and ends with code 1 (or 2
// for a wrong use).
import process from 'node:process';
import { Command } from 'commander';
import { AssertionFailure, CodedError, VERSION } from '../base/index.ts';

/** Adds a command, or several of one kind, to the program. */
type AddCommand = (program: Command) => void;

/**
 * The commands in the order of the help. Only what is asked for is loaded: all of them take half a second, most alone a third of that.
 */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  start: async () => (await import('./start-command.ts')).addStartCommand,
  status: async () => (await import('./operate-commands.ts')).addStatusCommand,
  door: async () => (await import('./operate-commands.ts')).addDoorCommand,
  drain: async () => (await import('./operate-commands.ts')).addDrainCommand,
  reload: async () => (await import('./operate-commands.ts')).addReloadCommand,
  account: async () => (await import('./account-command.ts')).addAccountCommand,
  store: async () => (await import('./store-command.ts')).addStoreCommand,
  ticket: async () => (await import('./ticket-command.ts')).addTicketCommand,
  robots: async () => (await import('./robots-command.ts')).addRobotsCommand,
  serve: async () => (await import('./serve-command.ts')).addServeCommand,
  connect: async () => (await import('./connect-command.ts')).addConnectCommand,
  words: async () => (await import('./words-command.ts')).addWordsCommand,
  codec: async () => (await import('./codec-command.ts')).addCodecCommand,
  codegen: async () => (await import('./codegen-command.ts')).addCodegenCommand,
  mir: async () => (await import('./mir-command.ts')).addMirCommand,
  new: async () => (await import('./new-command.ts')).addNewCommand,
  'io-models': async () => (await import('./io-models-command.ts')).addIoModelsCommand,
};

const program = new Command('jadegate')
  .description("A game gateway and login, role and world server: from a player's socket to the game's logic.")
  .version(VERSION)
  .showHelpAfterError('(jadegate COMMAND --help tells the options)');

const asked = process.argv[2] ?? '';
const loaders = Object.hasOwn(COMMANDS, asked) ? [COMMANDS[asked]] : Object.values(COMMANDS);
for (const load of loaders) (await load?.())?.(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  // What we foresaw is told in its own words; anything else is a fault of ours and needs its stack.
  if (!(error instanceof CodedError) || error instanceof AssertionFailure) throw error;
  process.stderr.write(`jadegate: ${error.message}\n`);
  process.exitCode = 1;
}
