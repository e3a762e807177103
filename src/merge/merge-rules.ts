// Which of two rows with the same key is kept, by table. Accounts with one name belong to one player, and so does the password.
import { bansTables } from '../modules/bans/index.ts';
import { loginTables } from '../modules/login/index.ts';
import { rolesTables } from '../modules/roles/index.ts';
import type { Table } from '../store/index.ts';
import { VISITOR_SPAN } from './limits.ts';

const ACCOUNT = /^(##visitor##_)(\d{1,11})$/;

export type Row = Readonly<Record<string, unknown>>;

/** The operator's decisions. */
export interface MergeRules {
  /** Roles of at most this level that were not played for this time are left out; null keeps all. */
  readonly leaveOut: { readonly levelMax: number; readonly idleMs: number } | null;
  /** Which row is kept in tables without a rule; null refuses the merge. */
  readonly keep: 'source' | 'target' | null;
  /** Characters (code points) of a name. */
  readonly nameLengthMax: number;
}

/** The row to keep, or null when the operator must decide. */
export function rowThatStays(
  table: Table,
  rows: { readonly source: Row; readonly target: Row },
  keep: MergeRules['keep'],
): Row | null {
  const { source, target } = rows;
  switch (table.name) {
    case rolesTables.account.name:
      return Number(source['createdMs']) < Number(target['createdMs']) ? source : target;
    case loginTables.password.name:
    case loginTables.usedTicket.name:
    case loginTables.unplayedVisitor.name:
      return target;
    case loginTables.sequence.name:
      return BigInt(source['next'] as bigint) > BigInt(target['next'] as bigint) ? source : target;
    // A ban of both servers holds until the later end. The history is the target's.
    case bansTables.ban.name:
      return endOf(source) > endOf(target) ? source : target;
    case bansTables.banAction.name:
      return target;
    case bansTables.banCount.name:
      return Number(source['last']) > Number(target['last']) ? source : target;
    case rolesTables.roleRename.name:
      // The target's row is about the name that was lost just now.
      return { ...source, left: Number(source['left']) + Number(target['left']) };
    default:
      return keep === null ? null : rows[keep];
  }
}

/** The end of a ban; infinite for one that holds for good. */
function endOf(ban: Row): number {
  return ban['untilMs'] === null ? Number.POSITIVE_INFINITY : Number(ban['untilMs']);
}

/**
 * The name of `account` in the target; `serverId` is the source's. Each server numbers its visitors, so equal numbers of two
 * servers are two people: merged visitors get numbers that no server reaches by counting.
 */
export function mergedAccount(account: string, serverId: number): string {
  const [, prefix, number] = ACCOUNT.exec(account) ?? [];
  if (prefix === undefined || number === undefined) return account;
  return `${prefix}${VISITOR_SPAN * BigInt(serverId) + BigInt(number)}`;
}
