// `jadegate store deleted`: the deleted roles that are not purged yet, and the way back for one of them.
import process from 'node:process';
import type { Command } from 'commander';
import { RESTORE_FAILURES, restoreDeletedRole, rolesTables } from '../modules/roles/index.ts';
import { askControl, ConfigError } from '../server/control/index.ts';
import { settingsOf } from '../server/settings/index.ts';
import type { DatabaseOf, Store } from '../store/index.ts';
import type { Loaded } from './settings.ts';
import { addStoreFlags, count, loadStore, type StoreFlags, say, withStore } from './store-work.ts';

/** Deleted roles in one listing. */
const DELETED_SHOWN_MAX = 1_000;

export function addDeletedCommand(command: Command): void {
  const restore = 'restore a deleted role, even after its restore period';
  addStoreFlags(command.option('--restore <roleId>', restore)).action(runDeleted);
}

async function runDeleted(flags: StoreFlags & { readonly restore?: string }): Promise<void> {
  const loaded = await loadStore(flags);
  const { restore } = flags;
  if (restore !== undefined) return say(await restoreRole(loaded, restore));
  await withStore(loaded, { access: 'read' }, async (store) => {
    const rows = await deletedRoles(store);
    for (const { roleId, account, name, level, deletedMs } of rows) {
      say(`${roleId}  ${name}  level ${level}  of ${account}  deleted ${new Date(deletedMs).toISOString()}`);
    }
    const more = rows.length === DELETED_SHOWN_MAX ? `; only the first ${DELETED_SHOWN_MAX} are shown` : '';
    process.stderr.write(`${count(rows.length, 'deleted role')}${more}\n`);
  });
}

interface DeletedRole {
  readonly roleId: bigint;
  readonly account: string;
  readonly name: string;
  readonly level: number;
  readonly deletedMs: number;
}

async function deletedRoles(store: Store): Promise<readonly DeletedRole[]> {
  const { accountRole, role } = rolesTables;
  const owned = await store.query<{ roleId: bigint }, DatabaseOf<[typeof accountRole]>>((db) =>
    db
      .selectFrom('account_role')
      .select('roleId')
      .where('deletedMs', 'is not', null)
      .orderBy('deletedMs')
      .limit(DELETED_SHOWN_MAX),
  );
  const rows = await Promise.all(owned.map(({ roleId }) => store.table(role).get(roleId)));
  return rows.flatMap((row) => (row === null || row.deletedMs === null ? [] : [{ ...row, deletedMs: row.deletedMs }]));
}

/** By the running server, or directly. */
async function restoreRole(loaded: Loaded, roleId: string): Promise<string> {
  const { config } = loaded;
  if (!/^\d{1,16}$/.test(roleId)) throw new ConfigError('invalid', `${roleId} is not a role id: give a whole number`);
  const answer = await askControl(config.dataDirectory, { command: 'role-restore', roleId });
  if (answer !== null) return String(answer);
  const args = { roleId: BigInt(roleId), rolesMax: settingsOf(config, 'roles').perAccountMax };
  const failure = await withStore(loaded, { access: 'write' }, (store) => store.run(restoreDeletedRole, args));
  if (failure === null) return `role ${roleId} is back`;
  throw new ConfigError('refused', `role ${roleId}: ${RESTORE_FAILURES[failure]}`);
}
