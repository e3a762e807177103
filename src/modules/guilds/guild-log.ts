// The log of a guild: the last hundred entries, a ring of rows.
import type { GuildRows } from './guild-kind.ts';
import { LOG_MAX } from './guild-limits.ts';
import type { GuildLogged } from './guilds.failures.ts';
import type { GuildsLogEntry } from './guilds.messages.ts';

interface Who {
  readonly roleId: bigint;
  readonly name: string;
}

export interface LogEntry {
  readonly what: GuildLogged;
  readonly by?: Who | null;
  readonly other?: Who | null;
  readonly value?: bigint;
}

const NOBODY: Who = { roleId: 0n, name: '' };

export function writeLog(rows: GuildRows, atMs: number, { what, by, other, value = 0n }: LogEntry): void {
  const number = (rows.info.get()?.logged ?? 0) + 1;
  const { roleId, name } = by ?? NOBODY;
  const { roleId: otherId, name: otherName } = other ?? NOBODY;
  rows.log.upsert({ slot: number % LOG_MAX, number, atMs, what, roleId, name, otherId, otherName, value });
  rows.info.update({ logged: number });
}

/** Oldest first. */
export function logOf(rows: GuildRows): GuildsLogEntry[] {
  const entries = rows.log.list().toSorted((one, next) => one.number - next.number);
  return entries.map(({ atMs, what, roleId, name, otherId, otherName, value }) => {
    return { at: BigInt(atMs), what, roleId, name, otherId, otherName, value };
  });
}
