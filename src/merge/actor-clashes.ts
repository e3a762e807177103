// Actors that both stores of a merge have: two guilds with one key, or the auction house of each server. Their rows would become one
// actor's, which neither game meant, so they are never mixed: the operator chooses which of the two stays.
import type { StoreSnapshot } from '../store/front/index.ts';
import type { OwnerId, Store, Table } from '../store/index.ts';
import { OWNER_TEXT_TABLES, ownerOfText, ownerText } from '../store/table/index.ts';
import { ACTOR_CLASHES_MAX } from './limits.ts';
import { MergeError } from './merge-error.ts';
import type { Row } from './merge-rules.ts';

/** The actor that a row belongs to, by its text; null for rows of roles and of nobody. */
export function actorOfRow(table: Table, row: Row): string | null {
  if (table.kind === 'actor') return ownerText(table, row['owner']);
  if (!isByText(table)) return null;
  const owner = String(row['owner']);
  return ownerOfText(owner)?.actor == null ? null : owner;
}

/** The role whose alarm or receipt a row is; null for other rows. */
export function roleOfRow(table: Table, row: Row): bigint | null {
  const owner = isByText(table) ? ownerOfText(String(row['owner'])) : null;
  return owner?.actor === null ? (owner.key as bigint) : null;
}

export async function findActorClashes(snapshot: StoreSnapshot, target: Store): Promise<ReadonlySet<string>> {
  const clashes = new Set<string>();
  for (const table of snapshot.tables) {
    if (table.kind !== 'actor' && !isByText(table)) continue;
    // Rows come in the order of their key, which the owner leads.
    let last: string | null = null;
    for await (const batch of snapshot.rows(table)) {
      for (const [key] of batch) {
        const actor = actorOfRow(table, { owner: key });
        if (actor === null || actor === last) continue;
        last = actor;
        if (!clashes.has(actor) && (await hasActor(target, actor))) clashes.add(actor);
        if (clashes.size > ACTOR_CLASHES_MAX) throw tooMany(target);
      }
    }
  }
  return clashes;
}

/** The keys of all rows of an actor, by table. */
export async function* actorKeys(store: Store, actor: string): AsyncIterable<readonly [Table, readonly unknown[]]> {
  for (const [table, rows] of await rowsOf(store, actor)) {
    for (const row of rows) yield [table, table.key.map((name) => row[name])];
  }
}

async function hasActor(store: Store, actor: string): Promise<boolean> {
  return (await rowsOf(store, actor, 1)).some(([, rows]) => rows.length > 0);
}

function rowsOf(store: Store, actor: string, limit?: number): Promise<(readonly [Table, readonly Row[]])[]> {
  const own = store.tables.filter((table): table is Table<'actor'> => {
    return table.kind === 'actor' && table.actor === ownerOfText(actor)?.actor;
  });
  const options = limit === undefined ? {} : { limit };
  return Promise.all([
    ...own.map(async (table) => {
      const key = ownerOfText(actor, table.columns['owner']?.type)?.key as OwnerId['key'] | undefined;
      return [table, key === undefined ? [] : await store.table(table).list(key, options)] as const;
    }),
    ...OWNER_TEXT_TABLES.map(async (table) => {
      return [table, await store.table(table as Table<'disc'>).list({ owner: actor }, options)] as const;
    }),
  ]);
}

function isByText({ name }: Table): boolean {
  return OWNER_TEXT_TABLES.some((table) => table.name === name);
}

function tooMany({ location }: Store): MergeError {
  const message = `more than ${ACTOR_CLASHES_MAX} actors of the source are in ${location} too`;
  return new MergeError('clash', `${message}: their keys must be told apart by the game before the two are merged`);
}
