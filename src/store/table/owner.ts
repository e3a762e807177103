// Owners of live rows: a role, or an actor such as `guild/42`. An owner is alive in one place at a time. Its text identifies it in the
// journal, in leases, alarms and receipts, and in messages.
import type { Column, ColumnType } from './column.ts';
import { reasonRefused } from './column-value.ts';
import { OWNER_LENGTH_MAX } from './limits.ts';
import { StoreError } from './store-error.ts';

export type OwnerKey = bigint | number | string;

export interface OwnerId {
  /** Unique: `r60000001` for a role, `guild/42` or `auction/house` for an actor. */
  readonly text: string;
  /** The actor's name; null for a role. */
  readonly actor: string | null;
  /** The role id, or the actor's key. */
  readonly key: OwnerKey;
}

/** A column that an actor can be keyed by. */
export type KeyColumn = Column<bigint, false> | Column<number, false> | Column<string, false>;
export type KeyValue<C extends KeyColumn> = C extends Column<infer V, false> ? V : never;

const ACTOR_NAME = /^[a-z][a-zA-Z0-9_-]*$/;
const ROLE_TEXT = /^r(\d{1,18})$/;

export function roleOwner(roleId: bigint): OwnerId {
  return { text: `r${roleId}`, actor: null, key: roleId };
}

/** Throws `row-invalid` when the name or the key cannot identify an actor. */
export function actorOwner(actor: string, key: OwnerKey): OwnerId {
  const text = `${actor}/${key}`;
  const reason = ACTOR_NAME.test(actor) ? keyRefusal(key, text) : "an actor's name is a word like guild";
  if (reason !== null) {
    const shown = text.slice(0, SHOWN_LENGTH_MAX).toWellFormed();
    throw new StoreError('row-invalid', `${shown} cannot be an actor: ${reason}`);
  }
  return { text, actor, key };
}

/** An owner by its text. The key of an actor is read as a value of `type`. Null when the text names no owner. */
export function ownerOfText(text: string, type: ColumnType = 'text'): OwnerId | null {
  const role = ROLE_TEXT.exec(text);
  if (role !== null) return roleOwner(BigInt(role[1] as string));
  const at = text.indexOf('/');
  const actor = text.slice(0, at);
  if (at < 0 || !ACTOR_NAME.test(actor) || text.length > OWNER_LENGTH_MAX) return null;
  const key = text.slice(at + 1);
  if (type === 'text') return { text, actor, key };
  if (!/^-?\d{1,20}$/.test(key)) return null;
  return { text, actor, key: type === 'bigint' ? BigInt(key) : Number(key) };
}

/** An owner in words, by its text: `role 60000001`, `actor guild/42`. */
export function ownerName(text: string): string {
  const role = ROLE_TEXT.exec(text);
  return role === null ? `actor ${text}` : `role ${role[1]}`;
}

const SHOWN_LENGTH_MAX = 80;
const KEY_TYPES = { bigint: 'bigint', number: 'integer', string: 'text' } as const;

function keyRefusal(key: OwnerKey, text: string): string | null {
  const type = KEY_TYPES[typeof key as keyof typeof KEY_TYPES];
  if (type === undefined) return 'its key is no bigint, number or text';
  if (text.length > OWNER_LENGTH_MAX) return `its name and key have more than ${OWNER_LENGTH_MAX} characters`;
  return reasonRefused({ type, nullable: false, omittable: false, default: null }, key);
}

/** The text of the owner of a row, by the value that leads the row's key. */
export function ownerText({ actor }: { readonly actor: string | null }, key: unknown): string {
  return actor === null ? `r${key}` : `${actor}/${key}`;
}
