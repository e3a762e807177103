// Tables of actors and roles for tests.
import type { Column, Table } from '../store/index.ts';
import { integer, text } from '../store/index.ts';
import type { Owned } from './live-port.ts';

type Owner = Column<bigint, false>;
type OneColumns = { readonly owner: Owner; readonly n: Column<number, false> };
type OneTable = Table<'disc', OneColumns, readonly ['owner'], 'count'> & Owned<bigint> & { readonly isLive: true };
type ManyColumns = { readonly owner: Owner; readonly id: Column<string, false>; readonly n: Column<number, false> };
type ManyTable = Table<'disc', ManyColumns, readonly ['owner', 'id'], 'mark'> &
  Owned<bigint> & { readonly isLive: true };

const owner = { type: 'bigint', nullable: false, omittable: false, default: null };

/** One number of each owner. */
export function countTableOf(name: string): OneTable {
  const columns = { owner, n: integer() };
  return { name, kind: 'disc', columns, key: ['owner'], indexes: [], isLive: true } as unknown as OneTable;
}

/** Numbers by name. */
export function markTableOf(name: string): ManyTable {
  const columns = { owner, id: text(), n: integer() };
  return { name, kind: 'disc', columns, key: ['owner', 'id'], indexes: [], isLive: true } as unknown as ManyTable;
}

export const countTable = countTableOf('count');
