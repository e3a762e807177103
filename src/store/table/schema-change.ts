// What opening a store for writing would change in it: the difference between the stored and the declared tables, for people to
// read. The bodies make the changes, and report a change that they refuse.

import { type Table, versionOf } from './table.ts';
import { isSameIndex, layoutOf, type StoredLayout } from './table-layout.ts';

export interface SchemaChange {
  readonly table: string;
  /** Such as `column level is added`. */
  readonly what: string;
}

/** The changes from the stored to the declared tables, in the order in which they are made. */
export function changesTo(tables: readonly Table[], stored: ReadonlyMap<string, StoredLayout>): SchemaChange[] {
  return tables
    .filter((table) => table.kind !== 'ram' && table.kind !== 'static')
    .flatMap((table) => whatChanges(table, stored.get(table.name)).map((what) => ({ table: table.name, what })));
}

function whatChanges(table: Table, stored: StoredLayout | undefined): readonly string[] {
  if (stored === undefined) return ['the table is made'];
  const declared = versionOf(table);
  if (stored.version > declared) {
    return [`it has version ${stored.version}, which is newer than the ${declared} that this program knows`];
  }
  const steps = table.steps
    .filter((step) => step.version > stored.version)
    .map((step) => `step ${step.name} brings it to version ${step.version}`);
  // The steps may remove some of these differences; that is not known before they run.
  return steps.length > 0 ? steps : differences(table, stored);
}

function differences(table: Table, { layout }: StoredLayout): readonly string[] {
  const declared = layoutOf(table);
  const found: string[] = [];
  for (const [name, column] of Object.entries(declared.columns)) {
    const was = layout.columns[name];
    if (was === undefined) found.push(`column ${name} is added`);
    else if (was.type !== column.type)
      found.push(`column ${name} is stored as ${was.type}, declared as ${column.type}`);
    else if (was.nullable !== column.nullable) found.push(`column ${name} may be null in one and not in the other`);
  }
  for (const name of Object.keys(layout.columns)) {
    if (declared.columns[name] === undefined) found.push(`column ${name} is stored and no longer declared`);
  }
  if (declared.kind !== layout.kind) found.push(`it is stored as ${layout.kind}, declared as ${declared.kind}`);
  if (declared.key.join() !== layout.key.join()) found.push('its key is another');
  if (declared.kind === 'split' && declared.rowsPerSplit !== layout.rowsPerSplit)
    found.push('its rowsPerSplit is another');
  for (const index of declared.indexes) {
    if (!layout.indexes.some((other) => isSameIndex(index, other)))
      found.push(`index (${index.on.join(', ')}) is made`);
  }
  for (const index of layout.indexes) {
    if (!declared.indexes.some((other) => isSameIndex(index, other)))
      found.push(`index (${index.on.join(', ')}) is dropped`);
  }
  return found;
}
