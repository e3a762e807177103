// `jadegate store …`: an operator's commands for the data of a server.
import type { Command } from 'commander';
import { addAcceptCommand } from './store-accept-command.ts';
import { addArchiveCommands } from './store-archive-commands.ts';
import { addMergeCommand } from './store-merge-command.ts';
import { addSplitCommands } from './store-split-commands.ts';
import { addTableCommands } from './store-table-commands.ts';

export function addStoreCommand(store: Command): void {
  addArchiveCommands(store);
  addTableCommands(store);
  addMergeCommand(store);
  addSplitCommands(store);
  addAcceptCommand(store);
}
