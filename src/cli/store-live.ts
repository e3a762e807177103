// What the commands on a whole store do about changes of roles and actors, which may be in a journal and not yet in the
// database: they ask a running server to flush them, and they do not ignore a journal left by a crash.
import { journalDirectoryOf } from '../process/place/index.ts';
import { askControl, ConfigError, FLUSH_SECONDS_MAX } from '../server/control/index.ts';
import type { LiveFlush } from '../server/index.ts';
import { findLeftJournal, type LeftJournal } from '../store/live/index.ts';
import { postgresLocation } from '../store/postgres/index.ts';
import type { Loaded } from './settings.ts';
import { count, say } from './store-work.ts';

const WITHOUT = 'or back up only the database, with --without-flush';

/**
 * Before a backup: when this resolves, all acknowledged changes are in the database. Otherwise it throws the reason.
 */
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
  say(`flushed ${count(flushed, 'role or actor', 'roles and actors')} first`);
}

/** No server answers: one may still run, or one has crashed. */
async function refuseHidden(config: Loaded['config']): Promise<void> {
  const directory = journalDirectoryOf(config);
  const left = await findLeftJournal(directory);
  if (left.kind === 'in-use')
    throw refused(
      `a server has ${directory} open and cannot be asked to flush, because it has no control socket; ${WITHOUT}`,
    );
  if (left.kind === 'left')
    throw refused(`${leftText(directory, left)}. Start the server once, which flushes them, ${WITHOUT}`);
}

/** Before a store is changed as a whole: throws when the next start would bring a journal into it. */
export async function refuseLeftJournal({ config }: Loaded, what: string): Promise<void> {
  const directory = journalDirectoryOf(config);
  const left = await findLeftJournal(directory);
  if (left.kind !== 'left') return;
  const advice = 'Start the server of that directory once and stop it, which flushes them; or move the journal away';
  throw new ConfigError('refused', `${leftText(directory, left)}, so ${what}. ${advice}`);
}

function leftText(directory: string, { owners }: LeftJournal & { kind: 'left' }): string {
  const damaged = 'roles or actors (it is damaged, or from a newer program)';
  const whose = owners === null ? damaged : count(owners, 'role or actor', 'roles and actors');
  return `${directory} contains acknowledged changes of ${whose} that may not be in the database`;
}

function refused(why: string): ConfigError {
  return new ConfigError('refused', `no backup was made: ${why}`);
}
