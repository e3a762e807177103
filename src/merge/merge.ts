// Merges the store of one server into that of another. The source is only read. The target records the progress, so that a killed
// merge continues where it stopped, with the same result. Role ids never clash, because each begins with its server id. Names may
// clash: then one role keeps the name, the other may choose a new one, and both players are informed.
//
// A dry run makes the same decisions and writes nothing.
import { isDeepStrictEqual } from 'node:util';
import { bansTables } from '../modules/bans/index.ts';
import { loginTables } from '../modules/login/index.ts';
import { rolesTables } from '../modules/roles/index.ts';
import type { RowValues, StoreSnapshot } from '../store/front/index.ts';
import type { Store, Table } from '../store/index.ts';
import { differencesOf, layoutOf, storeMerge, storeWork } from '../store/table/index.ts';
import { actorKeys, actorOfRow, findActorClashes, roleOfRow } from './actor-clashes.ts';
import { MERGE_ROWS_MAX } from './limits.ts';
import {
  applyMerge,
  finishMerge,
  MERGE_ORDER,
  MERGE_WORK,
  type MergeJournal,
  type MergeWrite,
} from './merge.procedures.ts';
import { MergeError } from './merge-error.ts';
import { MergeReport } from './merge-report.ts';
import { type MergeRules, mergedAccount, type Row, rowThatStays } from './merge-rules.ts';
import { RoleNames, type RoleRow } from './role-names.ts';

const { account, accountRole, role, roleName } = rolesTables;
/** The columns with an account's name. */
const ACCOUNT_COLUMNS: Readonly<Record<string, string>> = {
  [account.name]: 'name',
  [accountRole.name]: 'account',
  [role.name]: 'account',
  [loginTables.password.name]: 'account',
  [loginTables.unplayedVisitor.name]: 'account',
  // Subjects of other kinds do not look like accounts of visitors.
  [bansTables.ban.name]: 'subject',
  [bansTables.banAction.name]: 'subject',
};
const ROLE_IDS = 'jadegate_role_id';

export interface MergeOptions {
  readonly rules: MergeRules;
  /** The name of the source, the same when it is opened from another place next time. */
  readonly sourceName: string;
  /** The present time. A continued merge keeps the time of its beginning. */
  readonly nowMs: number;
  readonly isDry: boolean;
  readonly onProgress?: (progress: { readonly table: string; readonly rows: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * Nobody else may use the two stores meanwhile, except during a dry run. When this resolves, the target has everything from the
 * source. Throws a `MergeError` before any change when they cannot be merged. The report of a continued merge covers the rest.
 */
export async function mergeStores(source: Store, target: Store, options: MergeOptions): Promise<MergeReport> {
  refuseOtherTables(source, target);
  const snapshot = await source.snapshot();
  try {
    const journal = await readJournal(target, options);
    const issued = await issuedIds(snapshot);
    const before = await target.table(storeMerge).get(options.sourceName);
    if (journal === null && before !== null && before.issued === issued) return finishedReport(before.finishedMs);
    const serverId = await checkServers(snapshot, target, journal === null);
    const merge = new Merge({ source, target, snapshot }, { ...options, serverId, journal, issued });
    await merge.run();
    return merge.report;
  } finally {
    await snapshot.close();
  }
}

/** A table of both must have the same columns and key, or its rows cannot be moved. */
function refuseOtherTables(source: Store, target: Store): void {
  const theirs = new Map(target.tables.map((table) => [table.name, table]));
  for (const table of source.tables) {
    const other = theirs.get(table.name);
    if (other === undefined || other === table || !isIncompatible(other, table)) continue;
    const what = `table ${table.name} of ${source.location} has other columns or another key than in ${target.location}`;
    throw new MergeError('other-tables', `${what}; bring both stores to the same version of the game first`);
  }
}

function isIncompatible(target: Table, source: Table): boolean {
  return differencesOf(target, layoutOf(source)).some(({ isRefused }) => isRefused);
}

async function readJournal(target: Store, options: MergeOptions): Promise<MergeJournal | null> {
  const work = await target.table(storeWork).get(MERGE_WORK);
  if (work === null) return null;
  // Written by `applyMerge`.
  const journal = work.detail as MergeJournal;
  if (journal.order !== MERGE_ORDER) {
    const what = 'a merge by an earlier version is not finished';
    throw new MergeError('other-merge', `${target.location}: ${what}: finish it with that version`);
  }
  if (journal.source !== options.sourceName || journal.rules !== JSON.stringify(options.rules)) {
    const was = `from ${journal.source} with the rules ${journal.rules}`;
    throw new MergeError('other-merge', `${target.location}: a merge ${was} is not finished: run that one again first`);
  }
  return journal;
}

/** Returns the lowest server id of the source. */
async function checkServers(snapshot: StoreSnapshot, target: Store, isNew: boolean): Promise<number> {
  const ours = await serversOf(snapshot);
  const targetSnapshot = await target.snapshot();
  const theirs = await serversOf(targetSnapshot);
  await targetSnapshot.close();
  const both = ours.filter((serverId) => theirs.includes(serverId));
  if (isNew && both.length > 0) {
    const message = `both stores have roles of server ${both.join(', ')}: their role ids would clash, so they are not merged`;
    throw new MergeError('same-server', message);
  }
  return ours.length === 0 ? 0 : Math.min(...ours);
}

function finishedReport(finishedMs: number): MergeReport {
  const report = new MergeReport();
  report.finishedBeforeMs = finishedMs;
  return report;
}

/** The role ids that a store has issued, as text. */
async function issuedIds(snapshot: StoreSnapshot): Promise<string> {
  const table = snapshot.tables.find(({ name }) => name === ROLE_IDS);
  const rows: string[] = [];
  if (table !== undefined)
    for await (const batch of snapshot.rows(table)) rows.push(...batch.map((values) => values.map(String).join(' ')));
  return rows.join(', ');
}

/** The servers for which a store has issued role ids. */
async function serversOf(snapshot: StoreSnapshot): Promise<number[]> {
  const table = snapshot.tables.find(({ name }) => name === ROLE_IDS);
  const servers: number[] = [];
  if (table !== undefined)
    for await (const rows of snapshot.rows(table)) servers.push(...rows.map(([id]) => Number(id)));
  return servers;
}

interface Sides {
  readonly source: Store;
  readonly target: Store;
  readonly snapshot: StoreSnapshot;
}

class Merge {
  readonly report = new MergeReport();
  readonly #sides: Sides;
  readonly #options: MergeOptions & { readonly serverId: number; readonly issued: string };
  readonly #names: RoleNames;
  /** Roles that are left out. */
  readonly #leftOut = new Set<bigint>();
  /** Actors that both stores have. */
  #actors: ReadonlySet<string> = new Set();
  readonly #nowMs: number;
  readonly #resumed: MergeJournal | null;
  #rows = 0;

  constructor(
    sides: Sides,
    options: MergeOptions & {
      readonly serverId: number;
      readonly issued: string;
      readonly journal: MergeJournal | null;
    },
  ) {
    this.#sides = sides;
    this.#options = options;
    this.#resumed = options.journal;
    this.#nowMs = options.journal?.startedMs ?? options.nowMs;
    const { nameLengthMax } = options.rules;
    this.#names = new RoleNames(sides, this.report, { nameLengthMax, nowMs: this.#nowMs });
  }

  async run(): Promise<void> {
    const { snapshot, target } = this.#sides;
    await this.#findLeftOut();
    await this.#findActors();
    // Every possible refusal comes before the first row, so that a begun merge can be finished.
    if (this.#resumed === null && !this.#options.isDry) await this.#refuseClashes();
    const tables = inOrder(snapshot.tables);
    const first = this.#resumed === null ? 0 : tables.findIndex(({ name }) => name === this.#resumed?.table);
    const isAtStart = first === 0 && (this.#resumed?.rows ?? 0) === 0;
    if (isAtStart && !this.#options.isDry) await this.#removeActors(tables[0]?.name ?? '');
    for (const table of tables.slice(first)) await this.#mergeTable(table);
    if (this.#options.isDry) return;
    await target.maintain();
    const { sourceName: name, nowMs: finishedMs, issued } = this.#options;
    await target.run(finishMerge, { source: name, issued, finishedMs });
  }

  async #findLeftOut(): Promise<void> {
    const { leaveOut } = this.#options.rules;
    if (leaveOut === null) return;
    const idleSinceMs = this.#nowMs - leaveOut.idleMs;
    for await (const batch of this.#sides.snapshot.rows(role)) {
      for (const values of batch) {
        const { roleId, level, playedMs, createdMs } = toRow(role, values) as RoleRow;
        if (level <= leaveOut.levelMax && (playedMs ?? createdMs) < idleSinceMs) this.#leftOut.add(roleId);
      }
    }
    this.report.rolesLeftOut = this.#leftOut.size;
  }

  async #findActors(): Promise<void> {
    const { snapshot, target } = this.#sides;
    // A merge that continues finds rows of the source in the target.
    const found = this.#resumed === null ? await findActorClashes(snapshot, target) : this.#resumed.actors;
    this.#actors = new Set(found);
    this.report.noteActors(this.#actors);
  }

  /** Makes room for the actors of the source that replace those of the target. Repeated from the start after a crash. */
  async #removeActors(table: string): Promise<void> {
    if (this.#options.rules.keep !== 'source') return;
    let writes: MergeWrite[] = [];
    const apply = async () => {
      await this.#sides.target.run(applyMerge, { writes, journal: this.#journalAt(table, 0) });
      writes = [];
    };
    for (const actor of this.#actors) {
      for await (const [of, gone] of actorKeys(this.#sides.target, actor)) {
        writes.push({ table: of.name, gone });
        if (writes.length === MERGE_ROWS_MAX) await apply();
      }
    }
    if (writes.length > 0) await apply();
  }

  /** A dry run over the tables without a rule of their own. */
  async #refuseClashes(): Promise<void> {
    const { target } = this.#sides;
    const [actor] = this.#actors;
    if (actor !== undefined && this.#options.rules.keep === null) {
      const more = this.#actors.size === 1 ? '' : ` and ${this.#actors.size - 1} more`;
      const what = `actor ${actor}${more} is in ${this.#options.sourceName} and in ${target.location}`;
      const advice = 'the rows of two actors are not mixed; choose with --keep source or --keep target whose stay';
      throw new MergeError('clash', `${what}: ${advice}`);
    }
    const { onProgress: _, ...options } = this.#options;
    const trial = new Merge(this.#sides, { ...options, isDry: true, journal: null });
    for (const id of this.#leftOut) trial.#leftOut.add(id);
    trial.#actors = this.#actors;
    for (const table of this.#sides.snapshot.tables) if (table !== role) await trial.#mergeTable(table);
    const [clash] = trial.report.rowClashes;
    if (clash === undefined) return;
    const message = `table ${clash[0]}: ${clash[1]} rows differ between ${this.#options.sourceName} and ${target.location}`;
    throw new MergeError('clash', `${message}; choose with --keep source or --keep target`);
  }

  async #mergeTable(table: Table): Promise<void> {
    // Names go with their roles.
    if (table.name === roleName.name) return;
    let skip = this.#resumed?.table === table.name ? this.#resumed.rows : 0;
    let done = 0;
    for await (const batch of this.#sides.snapshot.rows(table)) {
      for (let at = 0; at < batch.length; at += MERGE_ROWS_MAX) {
        const part = batch.slice(at, at + MERGE_ROWS_MAX);
        done += part.length;
        // Batches are the same each time, because the source does not change.
        if (skip > 0) skip -= part.length;
        else await this.#mergeRows(table, part, done);
      }
    }
  }

  async #mergeRows(table: Table, values: readonly RowValues[], done: number): Promise<void> {
    const { isDry, signal, onProgress } = this.#options;
    if (signal?.aborted === true) {
      const rest = isDry ? 'nothing was changed' : 'run the same command again: it continues here';
      throw new MergeError('cancelled', `interrupted on request at table ${table.name}; ${rest}`);
    }
    const rows = values
      .map((row) => this.#renamed(table, toRow(table, row)))
      .filter((row) => !this.#isLeftOut(table, row) && !this.#isOfOther(table, row));
    const writes = table === role ? await this.#roleWrites(rows) : await this.#plainWrites(table, rows);
    this.report.noteRows(table.name, rows.length);
    this.#rows += rows.length;
    if (!isDry) {
      await this.#sides.target.run(applyMerge, { writes, journal: this.#journalAt(table.name, done) });
    }
    onProgress?.({ table: table.name, rows: this.#rows });
  }

  #journalAt(table: string, rows: number): MergeJournal {
    const { rules, sourceName } = this.#options;
    const options = { source: sourceName, rules: JSON.stringify(rules), startedMs: this.#nowMs };
    return { ...options, table, rows, actors: [...this.#actors], order: MERGE_ORDER };
  }

  #roleWrites(rows: readonly Row[]): Promise<readonly MergeWrite[]> {
    this.report.roles += rows.length;
    return this.#names.writesFor(rows as unknown as readonly RoleRow[]);
  }

  /** Rows that only the source has, and the kept ones of rows with the same key. */
  async #plainWrites(table: Table, rows: readonly Row[]): Promise<readonly MergeWrite[]> {
    const there = this.#isOnlyInSource(table) ? [] : await this.#rowsThere(table, rows);
    return rows.flatMap((row, at) => {
      const other = (there[at] ?? null) as Row | null;
      if (table === account) this.report[other === null ? 'accountsAdded' : 'accountsUnited']++;
      if (other === null) return [{ table: table.name, row }];
      if (isDeepStrictEqual(plain(row), plain(other))) return [];
      const stays = rowThatStays(table, { source: row, target: other }, this.#options.rules.keep);
      if (stays === null) this.report.rowClashes.set(table.name, (this.report.rowClashes.get(table.name) ?? 0) + 1);
      return stays === null || stays === other ? [] : [{ table: table.name, row: stays }];
    });
  }

  #rowsThere(table: Table, rows: readonly Row[]): Promise<unknown[]> {
    const access = this.#sides.target.table(table as Table<'disc'>);
    return Promise.all(rows.map((row) => access.get(...(table.key.map((name) => row[name]) as []))));
  }

  /** In a dry run, the target does not get the tables that it lacks. */
  #isOnlyInSource({ name }: Table): boolean {
    const has = ({ tables }: Store) => tables.some((table) => table.name === name);
    return has(this.#sides.source) && !has(this.#sides.target);
  }

  #renamed(table: Table, row: Row): Row {
    const column = ACCOUNT_COLUMNS[table.name];
    return column === undefined
      ? row
      : { ...row, [column]: mergedAccount(String(row[column]), this.#options.serverId) };
  }

  /** Whether the row is of an actor that the target has too, and that the source does not replace. */
  #isOfOther(table: Table, row: Row): boolean {
    if (this.#actors.size === 0 || this.#options.rules.keep === 'source') return false;
    const actor = actorOfRow(table, row);
    return actor !== null && this.#actors.has(actor);
  }

  #isLeftOut(table: Table, row: Row): boolean {
    if (this.#leftOut.size === 0) return false;
    const column = table.kind === 'split' ? 'roleId' : table.ownedBy;
    const roleId = column === null ? roleOfRow(table, row) : (row[column] as bigint);
    return roleId !== null && this.#leftOut.has(roleId);
  }
}

/** The rows of a role need the role, and the role its account. */
function inOrder(tables: readonly Table[]): readonly Table[] {
  const rank = ({ name, holdsRoles }: Table): number => (name === account.name ? 0 : holdsRoles ? 1 : 2);
  return tables.toSorted((left, right) => rank(left) - rank(right));
}

function toRow(table: Table, values: RowValues): Row {
  return Object.fromEntries(Object.keys(table.columns).map((name, at) => [name, values[at]]));
}

/** Bytes are compared by content, whatever the class of their array. */
function plain(row: Row): Row {
  const values = Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]);
  return Object.fromEntries(values);
}
