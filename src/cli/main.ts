// The command line. An expected error prints one line, without a stack, and exits with 1; wrong usage also exits with
// 1, and prints the usage.
import process from 'node:process';
import { Command } from 'commander';
import { AssertionFailure, CodedError, VERSION } from '../base/index.ts';
import { COMMANDS } from './commands.ts';
import { addLazyCommands, askedAt } from './lazy-commands.ts';

const program = new Command('jadegate')
  .description("A game gateway and login, role and world server: from a player's socket to the game's logic.")
  .version(VERSION)
  // The flags behind a command's name are the command's, also where its subcommands have flags of the same name.
  .enablePositionalOptions()
  .showHelpAfterError('(jadegate COMMAND --help lists the options)');

// Nobody reads any more, as after `| head`, or the disk is full. What is lost is output: the command itself goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.exitCode = 1;
  process.stderr.write(`jadegate: cannot write to standard output: ${error.message}\n`);
});

await addLazyCommands(program, COMMANDS, askedAt(0, process.argv));

try {
  await program.parseAsync(process.argv);
} catch (error) {
  // Expected errors have a message for people. Any other error is a bug and needs its stack.
  if (!(error instanceof CodedError) || error instanceof AssertionFailure) throw error;
  process.stderr.write(`jadegate: ${error.message}\n`);
  process.exitCode = 1;
}
