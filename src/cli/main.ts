// The command line: every command registers itself; what fails is told in one line, without a stack, and ends with code 1 (or 2
// for a wrong use).
import process from 'node:process';
import { Command } from 'commander';
import { AssertionFailure, CodedError } from '../base/index.ts';
import { VERSION } from '../server/index.ts';
import { addAccountCommand } from './account-command.ts';
import { addCodecCommand } from './codec-command.ts';
import { addCodegenCommand } from './codegen-command.ts';
import { addConnectCommand } from './connect-command.ts';
import { addIoModelsCommand } from './io-models-command.ts';
import { addMirCommand } from './mir-command.ts';
import { addNewCommand } from './new-command.ts';
import { addDrainCommand, addOperateCommands, addReloadCommand } from './operate-commands.ts';
import { addRobotsCommand } from './robots-command.ts';
import { addServeCommand } from './serve-command.ts';
import { addStartCommand } from './start-command.ts';
import { addStoreCommand } from './store-command.ts';
import { addTicketCommand } from './ticket-command.ts';
import { addWordsCommand } from './words-command.ts';

const program = new Command('jadegate')
  .description("A game gateway and login, role and world server: from a player's socket to the game's logic.")
  .version(VERSION)
  .showHelpAfterError('(jadegate COMMAND --help tells the options)');

addStartCommand(program);
addOperateCommands(program);
addDrainCommand(program);
addReloadCommand(program);
addAccountCommand(program);
addStoreCommand(program);
addTicketCommand(program);
addRobotsCommand(program);
addServeCommand(program);
addConnectCommand(program);
addWordsCommand(program);
addCodecCommand(program);
addCodegenCommand(program);
addMirCommand(program);
addNewCommand(program);
addIoModelsCommand(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  // What we foresaw is told in its own words; anything else is a fault of ours and needs its stack.
  if (!(error instanceof CodedError) || error instanceof AssertionFailure) throw error;
  process.stderr.write(`jadegate: ${error.message}\n`);
  process.exitCode = 1;
}
