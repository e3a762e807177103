// The plan of a store's opening: how the stored tables differ from the declared ones, and which differences it refuses. A dry run shows
// the plan, a start and a migration follow it. Pure.

import { isBackedUp, type Table, toTypeScriptName, versionOf } from './table.ts';
import { isSameIndex, type Layout, layoutOf, type StoredLayout } from './table-layout.ts';

export interface SchemaChange {
  readonly table: string;
  /** Such as `column level is added`. */
  readonly what: string;
  /** Whether opening refuses it, and so changes nothing at all. */
  readonly isRefused: boolean;
}

type Difference = Omit<SchemaChange, 'table'>;

/** The changes from the stored to the declared tables, in the order in which they are made. */
export function changesTo(tables: readonly Table[], stored: ReadonlyMap<string, StoredLayout>): SchemaChange[] {
  return tables.flatMap((table) =>
    whatChanges(table, stored.get(table.name)).map((difference) => ({ table: table.name, ...difference })),
  );
}

function whatChanges(table: Table, stored: StoredLayout | undefined): readonly Difference[] {
  const isKept = isBackedUp(table);
  if (stored === undefined || stored.layout.kind === 'ram') return isKept ? [allowed('the table is made')] : [];
  const refusal = kindRefusal(table, stored);
  if (refusal !== null) return [refused(refusal)];
  if (!isKept) return [];
  if (stored.version > versionOf(table)) return [refused(newerText(table, stored))];
  const steps = table.steps
    .filter((step) => step.version > stored.version)
    .map((step) => allowed(`step ${step.name} brings it to version ${step.version}`));
  // The steps may remove some of these differences; only running them shows that.
  return steps.length > 0 ? steps : differencesOf(table, stored.layout);
}

/** Why a stored table cannot be opened as this kind; null when it can. Rows in memory hide no rows on the disk. */
export function kindRefusal(table: Table, { layout }: StoredLayout): string | null {
  return layout.kind === table.kind ? null : `it is stored as ${layout.kind} and declared as ${table.kind}`;
}

export function newerText(table: Table, { version }: StoredLayout): string {
  return `table ${table.name} has version ${version}, this program knows ${versionOf(table)}`;
}

/** The differences that need no step, and those that opening refuses. */
export function differencesOf(table: Table, layout: Layout): readonly Difference[] {
  const declared = layoutOf(table);
  return [
    ...columnDifferences(table, layout),
    ...shapeDifferences(declared, layout),
    ...indexChanges(declared, layout),
  ];
}

function columnDifferences(table: Table, layout: Layout): readonly Difference[] {
  const declared = layoutOf(table).columns;
  const found: Difference[] = [];
  for (const [name, { type, nullable }] of Object.entries(layout.columns)) {
    const column = declared[name];
    const label = `column ${toTypeScriptName(name)}`;
    if (column === undefined) found.push(refused(`${label} is stored and no longer declared`));
    else if (column.type !== type) found.push(refused(`${label} is stored as ${type} and declared as ${column.type}`));
    else if (column.nullable !== nullable)
      found.push(refused(`${label} is stored as ${nullable ? '' : 'not '}nullable and declared otherwise`));
  }
  const stored = new Set(Object.keys(layout.columns).map(toTypeScriptName));
  for (const [name, { omittable }] of Object.entries(table.columns)) {
    if (stored.has(name)) continue;
    const advice = 'make it nullable or give it a default, for the existing rows';
    found.push(omittable ? allowed(`column ${name} is added`) : refused(`column ${name} is new: ${advice}`));
  }
  return found;
}

function shapeDifferences(declared: Layout, layout: Layout): readonly Difference[] {
  const found: Difference[] = [];
  if (declared.key.join() !== layout.key.join()) {
    const stored = `the key is stored as (${layout.key.join(', ')})`;
    found.push(refused(`${stored} and declared as (${declared.key.join(', ')})`));
  }
  if (declared.actor !== layout.actor) {
    found.push(refused(`it is stored as a table of actor ${layout.actor} and declared for actor ${declared.actor}`));
  }
  if (declared.kind === 'split' && declared.rowsPerSplit !== layout.rowsPerSplit) {
    const values = `${layout.rowsPerSplit} and declared as ${declared.rowsPerSplit}`;
    found.push(refused(`rowsPerSplit is stored as ${values}: rows would be looked for in the wrong split`));
  }
  return found;
}

function indexChanges(declared: Layout, layout: Layout): readonly Difference[] {
  const isIn = (indexes: Layout['indexes'], index: Layout['indexes'][number]) =>
    indexes.some((other) => isSameIndex(index, other));
  const nameOf = ({ on, unique }: Layout['indexes'][number]) => `${unique ? 'unique ' : ''}index (${on.join(', ')})`;
  return [
    ...declared.indexes
      .filter((index) => !isIn(layout.indexes, index))
      .map((index) => allowed(`${nameOf(index)} is made`)),
    ...layout.indexes
      .filter((index) => !isIn(declared.indexes, index))
      .map((index) => allowed(`${nameOf(index)} is dropped`)),
  ];
}

function allowed(what: string): Difference {
  return { what, isRefused: false };
}

function refused(what: string): Difference {
  return { what, isRefused: true };
}
