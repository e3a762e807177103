// `jadegate store splits | owner`: where the rows of roles are stored, and which account owns a role. Both only read,
// and may run beside a server.
import { type Command, InvalidArgumentError } from 'commander';
import { rolesTables } from '../modules/roles/index.ts';
import { ConfigError } from '../server/control/index.ts';
import type { SplitInfo } from '../store/body/index.ts';
import { isRoleId, partsOfRoleId, type Store, splitIndexOf, type Table } from '../store/index.ts';
import { addStoreFlags, loadStore, type StoreFlags, say, withStore } from './store-work.ts';

const JSON_FLAG = ['--json', 'one JSON object a line on standard output'] as const;
const COLUMNS = ['table', 'server', 'split', 'first role', 'last role', 'rows', 'size'] as const;

interface ReportFlags extends StoreFlags {
  readonly json?: boolean;
}

export function addSplitsCommand(command: Command): void {
  addStoreFlags(command.option(...JSON_FLAG)).action(runSplits);
}

export function addOwnerCommand(command: Command): void {
  command.argument('<roleId>', 'the id of a role', readRoleId);
  addStoreFlags(command.option(...JSON_FLAG)).action(runOwner);
}

async function runSplits(flags: ReportFlags): Promise<void> {
  await withStore(await loadStore(flags), { access: 'read' }, async (store) => {
    const splits = await store.splits();
    if (flags.json === true) for (const split of splits) say(toJson(split));
    else for (const line of tableOf(splits)) say(line);
  });
}

async function runOwner(roleId: bigint, flags: ReportFlags): Promise<void> {
  await withStore(await loadStore(flags), { access: 'read' }, async (store) => {
    const found = await ownerOf(store, roleId);
    if (flags.json === true) say(toJson(found));
    else {
      say(`role     ${roleId} (${found.name}), number ${found.number} of server ${found.serverId}`);
      say(`account  ${found.account}`);
      for (const { table, rows } of found.places) say(`rows     ${String(rows).padStart(5)} in ${table}`);
    }
  });
}

interface Owner {
  readonly roleId: bigint;
  readonly serverId: number;
  readonly number: number;
  readonly account: string;
  readonly name: string;
  readonly places: readonly { readonly table: string; readonly rows: number }[];
}

async function ownerOf(store: Store, roleId: bigint): Promise<Owner> {
  const row = await store.table(rolesTables.role).get(roleId);
  if (row === null) throw new ConfigError('refused', `there is no role ${roleId} in ${store.location}`);
  const { serverId, number } = partsOfRoleId(roleId);
  const places: { table: string; rows: number }[] = [];
  for (const table of store.tables) {
    if (!isSplit(table)) continue;
    const index = splitIndexOf(number, table.rowsPerSplit);
    const rows = await store.table(table).list(roleId);
    places.push({ table: `${table.name}_${serverId}_${index}`, rows: rows.length });
  }
  return { roleId, serverId, number, account: row.account, name: row.name, places };
}

function isSplit(table: Table): table is Table<'split'> {
  return table.kind === 'split';
}

function tableOf(splits: readonly SplitInfo[]): readonly string[] {
  const rows = splits.map((split) => [
    split.table,
    String(split.serverId),
    String(split.index),
    String(split.firstRoleId),
    String(split.lastRoleId),
    split.rows.toLocaleString('en'),
    sizeOf(split.bytes),
  ]);
  const lines = [[...COLUMNS], ...rows];
  const widths = COLUMNS.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  // The table's name to the left, numbers to the right.
  const cell = (text: string, at: number) =>
    at === 0 ? text.padEnd(widths[at] as number) : text.padStart(widths[at] as number);
  return lines.map((line) => line.map(cell).join('  '));
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

function toJson(value: object): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner));
}

function readRoleId(text: string): bigint {
  if (/^\d{1,16}$/.test(text) && isRoleId(BigInt(text))) return BigInt(text);
  throw new InvalidArgumentError('Give the id of a role, such as 60000001.');
}
