// TEMPORARY: until the store has owners.
import type { Column, KeyOf, NewRow, Patch, Row, Table } from '../store/index.ts';
export type OwnerKey = bigint | number | string;
export interface OwnerId {
  readonly text: string;
  readonly actor: string | null;
  readonly key: OwnerKey;
}
export function roleOwner(roleId: bigint): OwnerId {
  return { text: `r${roleId}`, actor: null, key: roleId };
}
export function actorOwner(actor: string, key: OwnerKey): OwnerId {
  return { text: `${actor}/${key}`, actor, key };
}
export type KeyColumn = Column<bigint, false> | Column<number, false> | Column<string, false>;
export type KeyValue<C extends KeyColumn> = C extends Column<infer V, false> ? V : never;
declare const OWNER: unique symbol;
export interface Owned<V> {
  readonly [OWNER]?: V;
}
export type LiveTable = Table & { readonly isLive: true };
type RestKey<T extends Table> = KeyOf<T> extends readonly [unknown, ...infer Rest] ? Rest : never;
export interface Rows<T extends Table> {
  get(...key: RestKey<T>): Row<T> | null;
  list(): readonly Row<T>[];
  insert(row: Omit<NewRow<T>, T['key'][0]>): void;
  upsert(row: Omit<NewRow<T>, T['key'][0]>): void;
  update(...keyAndPatch: readonly [...RestKey<T>, Patch<T>]): boolean;
  delete(...key: RestKey<T>): boolean;
}
export type RowsOf<Tables> = { readonly [N in keyof Tables]: Tables[N] extends Table ? Rows<Tables[N]> : never };
export interface Receipt {
  readonly once: string;
  readonly call: string;
  readonly answer: string;
  readonly atMs: number;
}
export interface Alarm {
  readonly name: string;
  readonly atMs: number;
  readonly attempt: number;
}
export interface DueAlarm {
  readonly owner: string;
  readonly actor: string;
  readonly keyText: string;
  readonly name: string;
  readonly atMs: number;
}
export interface LiveOwner {
  readonly id: OwnerId;
  readonly epoch: number;
  rows<T extends LiveTable>(table: T): Rows<T>;
  readonly hasChanges: boolean;
  commit(): Promise<void> | null;
  rollback(): void;
  readonly kept: Promise<void> | null;
  findReceipt(once: string): Promise<Receipt | null>;
  addReceipt(receipt: Receipt): void;
  alarms(): readonly Alarm[];
  setAlarm(alarm: Alarm): void;
  clearAlarm(name: string): void;
  deleteAll(): void;
  end(): void;
  close(): Promise<void>;
}
export interface LiveEvents {
  wanted(): void;
  lost(error: Error): void;
}
export interface Live {
  open(id: OwnerId, events: LiveEvents): Promise<LiveOwner>;
  commitTogether(owners: readonly LiveOwner[]): Promise<void> | null;
  dueAlarms(untilMs: number, countMax: number): Promise<readonly DueAlarm[]>;
}
