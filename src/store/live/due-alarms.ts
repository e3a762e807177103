// Alarms of the database that are due, with their owners.
import type { Body } from '../body/index.ts';
import { ownerOfText } from '../table/index.ts';
import { findDueAlarms } from './live-procedures.ts';

export interface DueAlarm {
  /** The owner's text, its actor, and its key as text. */
  readonly owner: string;
  readonly actor: string;
  readonly keyText: string;
  readonly name: string;
  readonly atMs: number;
}

/** The earliest first. */
export async function listDueAlarms(
  body: Pick<Body, 'run'>,
  due: { readonly untilMs: number; readonly countMax: number },
): Promise<readonly DueAlarm[]> {
  // A procedure, because a query would load the query builder into this thread.
  const rows = await body.run(findDueAlarms, due);
  return rows.flatMap(({ owner, name, atMs }) => {
    const id = ownerOfText(owner);
    if (id === null || id.actor === null) return [];
    return [{ owner, actor: id.actor, keyText: String(id.key), name, atMs: Number(atMs) }];
  });
}
