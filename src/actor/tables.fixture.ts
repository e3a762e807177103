// Tables of actors for tests.

import type { Column, Table } from '../store/index.ts';
import { integer } from '../store/index.ts';
import type { Owned } from './live-port.ts';

type Columns = { readonly owner: Column<bigint, false>; readonly n: Column<number, false> };
export const countTable = {
  name: 'count',
  kind: 'disc',
  columns: { owner: { type: 'bigint', nullable: false, omittable: false, default: null }, n: integer() },
  key: ['owner'],
  indexes: [],
  isLive: true,
} as unknown as Table<'disc', Columns, readonly ['owner'], 'count'> & Owned<bigint> & { readonly isLive: true };
