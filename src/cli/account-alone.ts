// Adds a password account to a database that no server has open.
import { Counters, systemClock } from '../base/index.ts';
import { addPassword } from '../modules/login/index.ts';
import { ConfigError } from '../server/control/index.ts';
import { openServerStore } from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { loadSettings } from './settings.ts';
import type { SettingsFlags } from './settings-flags.ts';

/** Resolves to the database's location. */
export async function addAccountAlone(
  flags: SettingsFlags,
  { account, hash }: { readonly account: string; readonly hash: string },
): Promise<string> {
  const log = createPinoLogger({ level: 'warn' });
  const store = await openServerStore(await loadSettings(flags), { clock: systemClock, log, counters: new Counters() });
  try {
    const isNew = await store.run(addPassword, { account, hash, createdMs: systemClock.wallMs() });
    if (isNew) return store.location;
    throw new ConfigError('refused', `account ${account} already exists in ${store.location}`);
  } finally {
    await store.close();
  }
}
