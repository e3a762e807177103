// `jadegate store …`: an operator's commands for the data of a server, in the order of the help.
import process from 'node:process';
import type { Command } from 'commander';
import { addLazyCommands, askedAt, type LazyCommand } from './lazy-commands.ts';

const archive = () => import('./store-archive-commands.ts');
const tables = () => import('./store-table-commands.ts');
const splits = () => import('./store-split-commands.ts');

export const STORE_COMMANDS: Readonly<Record<string, LazyCommand>> = {
  backup: {
    description: 'write the whole store, as of this moment, into an archive; the server keeps running',
    args: '[destination]',
    load: async () => (await archive()).addBackupCommand,
  },
  restore: {
    description: 'restore an archive into an empty store',
    args: '<file>',
    load: async () => (await archive()).addRestoreCommand,
  },
  verify: {
    description: 'check that an archive is complete and consistent, and optionally that it equals a store',
    args: '<file>',
    load: async () => (await archive()).addVerifyCommand,
  },
  export: {
    description: 'write tables as text files, one for each table, all as of one moment; the server keeps running',
    args: '<directory>',
    load: async () => (await tables()).addExportCommand,
  },
  import: {
    description: 'import rows from files, named after their tables; they replace rows with the same key',
    args: '<path...>',
    load: async () => (await tables()).addImportCommand,
  },
  migrate: {
    description: 'show how the tables differ from the declarations of this program, then change the tables',
    load: async () => (await import('./store-migrate-command.ts')).addMigrateCommand,
  },
  deleted: {
    description: 'list deleted roles that are not purged yet',
    load: async () => (await import('./store-deleted-command.ts')).addDeletedCommand,
  },
  merge: {
    description: "merge one server's store into another's; after an interruption, run it again to continue",
    args: '<source>',
    load: async () => (await import('./store-merge-command.ts')).addMergeCommand,
  },
  splits: {
    description:
      "list the sub-tables of roles' data with their role ids, rows and size; counting takes a while on large stores",
    load: async () => (await splits()).addSplitsCommand,
  },
  owner: {
    description: 'show the account of a role, and the sub-tables with its data',
    args: '<roleId>',
    load: async () => (await splits()).addOwnerCommand,
  },
  accept: {
    description: 'use the SQLite database as it is, although acknowledged changes are missing from it; copy it first',
    load: async () => (await import('./store-accept-command.ts')).addAcceptCommand,
  },
  'apply-refused': {
    description: 'apply changes of a role that the database did not take, from a refused-*.json file of a journal',
    args: '<file>',
    load: async () => (await import('./store-refused-command.ts')).addApplyRefusedCommand,
  },
};

export async function addStoreCommand(store: Command): Promise<void> {
  await addLazyCommands(store, STORE_COMMANDS, askedAt(1, process.argv));
}
