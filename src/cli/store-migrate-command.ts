// `jadegate store migrate`: how the tables of a store differ from the declarations of this program, and their change.
import type { Command } from 'commander';
import { planStoreMigration } from '../server/tools/index.ts';
import { addStoreFlags, count, loadStore, type StoreFlags, say, toolParts, withStore } from './store-work.ts';

export function addMigrateCommand(command: Command): void {
  addStoreFlags(command.option('--dry-run', 'only show the differences')).action(runMigrate);
}

async function runMigrate(flags: StoreFlags & { readonly dryRun?: boolean }): Promise<void> {
  const loaded = await loadStore(flags);
  const { changes, refusal, isTried } = await planStoreMigration(loaded, toolParts);
  for (const { table, what, isRefused } of changes) say(`${table}: ${what}${isRefused ? ' (refused)' : ''}`);
  if (refusal !== null) throw refusal;
  if (changes.length === 0) return say('the tables match the declarations of this program: nothing to do');
  if (flags.dryRun === true) {
    const untried = 'a server has the store open, so steps and unique indexes were not tried on the rows';
    return say(`${count(changes.length, 'change')} to make${isTried ? '' : `; ${untried}`}; nothing was changed`);
  }
  await withStore(loaded, { access: 'write' }, async (store) =>
    say(`${store.location}: ${count(changes.length, 'change')} made`),
  );
}
