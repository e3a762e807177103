// What the parts of the conformance suite share: a check of one store, and the ways to look at what came of it.
import assert from 'node:assert/strict';
import { roleIdOf, type StoreErrorCode } from '../table/index.ts';
import { createRole } from './store.conformance-procedures.ts';
import type { Store } from './store.ts';

/** Checks by title, each on a store of its own. */
export type Checks = Readonly<Record<string, (store: Store) => Promise<void>>>;

/** The first role id of server 1. */
export const ROLE = roleIdOf({ serverId: 1, number: 10_000_001 });

export function create(store: Store, number: number): Promise<'created' | 'name-used'> {
  const roleId = ROLE + BigInt(number - 1);
  return store.run(createRole, { roleId, account: `account-${number}`, name: `name-${number}` });
}

export async function splitsOf(store: Store, table: string): Promise<readonly (readonly number[])[]> {
  const splits = (await store.splits()).filter((split) => split.table === table);
  return splits.map(({ serverId, index, rows }) => [serverId, index, rows]);
}

export interface Expected {
  readonly table?: string;
  readonly column?: string;
  readonly message?: RegExp;
}

export async function rejects(promise: Promise<unknown>, code: StoreErrorCode, expected: Expected): Promise<void> {
  await assert.rejects(
    promise,
    (error: { code: string; message: string; table: string; columns: readonly string[] }) => {
      assert.equal(error.code, code, error.message);
      if (expected.table !== undefined) assert.equal(error.table, expected.table);
      if (expected.column !== undefined) assert.ok(error.columns.includes(expected.column), error.columns.join());
      if (expected.message !== undefined) assert.match(error.message, expected.message);
      return true;
    },
  );
}
