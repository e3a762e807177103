// `jadegate store accept`: an operator's decision to continue with a database that lacks acknowledged commits, or whose files do not
// belong together. A start refuses such a database. The log says what was accepted.
import type { Command } from 'commander';
import { ConfigError } from '../server/control/index.ts';
import { addStoreFlags, loadStore, type StoreFlags, say, withStore } from './store-work.ts';

export function addAcceptCommand(command: Command): void {
  addStoreFlags(command).action(runAccept);
}

async function runAccept(flags: StoreFlags): Promise<void> {
  const loaded = await loadStore(flags);
  if (loaded.config.store !== undefined)
    throw new ConfigError('refused', '--store: only a SQLite database has files to accept; name a data directory');
  await withStore(loaded, { access: 'write', repair: 'accept' }, async ({ location }) =>
    say(`${location}: accepted as it is; the server starts on it`),
  );
}
