// What a command on a whole store does about the changes of playing roles, which may be in a journal and not yet in the
// database: a running server is asked to bring them in, and a journal that a crash left is not passed over.
import { journalDirectoryOf } from '../process/index.ts';
import { askControl, ConfigError, FLUSH_SECONDS_MAX, type LiveFlush } from '../server/index.ts';
import { findLeftJournal, type LeftJournal } from '../store/live/index.ts';
import { postgresLocation } from '../store/postgres/index.ts';
import type { Loaded } from './settings.ts';
import { count, say } from './store-work.ts';

const WITHOUT = 'or take a backup of what the database has, with --without-flush';

/** Before a backup: what was acknowledged is in the database when this resolves. Throws why it is not. */
export async function flushBefore({ config }: Loaded): Promise<void> {
  const { dataDirectory } = config;
  const result = await askControl(dataDirectory, { command: 'flush' }, { waitMs: FLUSH_SECONDS_MAX * 1_000 }).catch(
    (error: Error) => {
      throw refused(`${error.message}; see its log, ${WITHOUT}`);
    },
  );
  if (result === null) return refuseHidden(config);
  const { store, flushed, failure } = result as LiveFlush;
  if (config.store !== undefined && store !== postgresLocation(config.store)) return;
  if (failure !== null) throw refused(`${failure}, ${WITHOUT}`);
  say(`flushed ${count(flushed, 'role')} first`);
}

/** No server answers: there may be one all the same, or one that has died. */
async function refuseHidden(config: Loaded['config']): Promise<void> {
  const directory = journalDirectoryOf(config);
  const left = await findLeftJournal(directory);
  if (left.kind === 'in-use')
    throw refused(`a server has ${directory} open and cannot be asked, because it has no control socket; ${WITHOUT}`);
  if (left.kind === 'left')
    throw refused(`${leftText(directory, left)}. Start the server once, which brings them in, ${WITHOUT}`);
}

/** Before a store is changed as a whole: throws when a journal would be brought into it at the next start. */
export async function refuseLeftJournal({ config }: Loaded, what: string): Promise<void> {
  const directory = journalDirectoryOf(config);
  const left = await findLeftJournal(directory);
  if (left.kind !== 'left') return;
  const advice = 'Start the server of that directory once and stop it, which brings them in; or move the journal away';
  throw new ConfigError('refused', `${leftText(directory, left)}, so ${what}. ${advice}`);
}

function leftText(directory: string, { roles }: LeftJournal & { kind: 'left' }): string {
  const whose = roles === null ? 'roles (it is damaged, or of a newer program)' : count(roles, 'role');
  return `${directory} holds acknowledged changes of ${whose} that may not be in the database`;
}

function refused(why: string): ConfigError {
  return new ConfigError('refused', `no backup was made: ${why}`);
}
