// The commands of `jadegate mir`, in the order of the help.
import process from 'node:process';
import type { Command } from 'commander';
import { addLazyCommands, askedAt, type LazyCommand } from './lazy-commands.ts';

const ask = () => import('./mir-ask-commands.ts');
const server = () => import('./mir-server-commands.ts');

/** LoginSrv's commands about one account. */
function accountCommand(description: string): LazyCommand {
  return {
    description: `${description}; asks the running LoginSrv`,
    args: '<account>',
    load: async () => (await ask()).addAccountCommand,
  };
}

export const MIR_COMMANDS: Readonly<Record<string, LazyCommand>> = {
  selgate: {
    description: 'a gate for choosing characters, in front of a DBSrv',
    load: async () => (await server()).addSelGateCommand,
  },
  logingate: {
    description: 'a gate for signing in, in front of a LoginSrv',
    load: async () => (await server()).addLoginGateCommand,
  },
  start: {
    description: 'LoginSrv, DBSrv and both gates in one process',
    load: async () => (await server()).addMirStartCommand,
  },
  loginsrv: {
    description: 'a LoginSrv: accounts and sign-in, and the session bus of its servers',
    load: async () => (await server()).addLoginSrvCommand,
  },
  kick: accountCommand('sign an account out, wherever its player is'),
  ban: accountCommand('refuse an account from now on, and sign it out'),
  unban: accountCommand('accept an account again'),
  dbsrv: {
    description: 'the list of characters, behind SelGates',
    load: async () => (await server()).addDbsrvCommand,
  },
  import: {
    description: 'accounts and characters of an original server; copy its files while it is stopped',
    load: async () => (await import('./mir-import-command.ts')).addImportCommand,
  },
  status: {
    description: 'show the process on this data directory: connections, clients, counters',
    args: '<part>',
    load: async () => (await ask()).addStatusCommand,
  },
  reload: {
    description: 'let it read its files again: block list, list of servers, denied names',
    args: '<part>',
    load: async () => (await ask()).addReloadCommand,
  },
  robots: {
    description: 'put players on the gates: they register, sign in, make a character and choose it; each step is timed',
    load: async () => (await import('./mir-robots-command.ts')).addMirRobotsCommand,
  },
};

export async function addMirCommands(mir: Command): Promise<void> {
  await addLazyCommands(mir, MIR_COMMANDS, askedAt(1, process.argv));
}
