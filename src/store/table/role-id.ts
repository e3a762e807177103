// Role ids: serverId × 50,000,000 + n, with n from 10,000,001 to 49,999,999, and the split that holds a role's rows:
// ((id − 10,000,000) rem 50,000,000) div rowsPerSplit. Pure arithmetic. Clients of the classic server and merged stores
// depend on these numbers, so they never change.
import { assert } from '../../base/index.ts';

export const SERVER_SPAN = 50_000_000;
export const ROLE_NUMBER_BASE = 10_000_000;
export const ROLE_NUMBER_MIN = ROLE_NUMBER_BASE + 1;
export const ROLE_NUMBER_MAX = SERVER_SPAN - 1;
/** Ids of one server. */
export const ROLE_NUMBER_SPAN = ROLE_NUMBER_MAX - ROLE_NUMBER_MIN + 1;
/** Ids stay below 2^53, so that the arithmetic here is exact in plain numbers. */
export const SERVER_ID_MAX = 99_999_999;
/** Role ids of one sub-table unless its table says otherwise. */
export const ROWS_PER_SPLIT = 500_000;

assert((SERVER_ID_MAX + 1) * SERVER_SPAN < Number.MAX_SAFE_INTEGER, 'every role id is exact as a number');

const ROLE_ID_END = BigInt(SERVER_ID_MAX + 1) * BigInt(SERVER_SPAN);

export interface RoleIdParts {
  readonly serverId: number;
  /** From ROLE_NUMBER_MIN to ROLE_NUMBER_MAX. */
  readonly number: number;
}

export function isServerId(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= SERVER_ID_MAX;
}

export function isRoleId(id: bigint): boolean {
  if (id < 0n || id >= ROLE_ID_END) return false;
  return Number(id) % SERVER_SPAN >= ROLE_NUMBER_MIN;
}

export function roleIdOf(parts: RoleIdParts): bigint {
  assert(isServerId(parts.serverId), 'a server id is a whole number from 0 to 99,999,999');
  assert(parts.number >= ROLE_NUMBER_MIN && parts.number <= ROLE_NUMBER_MAX, 'a role number is within its server');
  return BigInt(parts.serverId * SERVER_SPAN + parts.number);
}

/** The parts of an id for which `isRoleId` holds. */
export function partsOfRoleId(id: bigint): RoleIdParts {
  assert(isRoleId(id), 'only a role id has a server and a number');
  const value = Number(id);
  return { serverId: Math.floor(value / SERVER_SPAN), number: value % SERVER_SPAN };
}

/** The split of a role within its server. */
export function splitIndexOf(roleNumber: number, rowsPerSplit: number): number {
  return Math.floor((roleNumber - ROLE_NUMBER_BASE) / rowsPerSplit);
}

/** The highest split that a server can have. */
export function splitIndexMax(rowsPerSplit: number): number {
  return splitIndexOf(ROLE_NUMBER_MAX, rowsPerSplit);
}

/**
 * The split that must exist, empty, when this is the last split with rows (null when no split has any); null when no further split
 * is possible. It is the one after the last split with rows: an empty split whose roles were all deleted is no spare.
 */
export function spareIndexOf(lastFilled: number | null, rowsPerSplit: number): number | null {
  const index = lastFilled === null ? 0 : lastFilled + 1;
  return index > splitIndexMax(rowsPerSplit) ? null : index;
}

export interface SplitRange {
  readonly serverId: number;
  readonly index: number;
  readonly rowsPerSplit: number;
}

/** The first and last role id that a split can hold. */
export function rangeOfSplit(split: SplitRange): { readonly first: bigint; readonly last: bigint } {
  const start = ROLE_NUMBER_BASE + split.index * split.rowsPerSplit;
  const first = Math.max(start, ROLE_NUMBER_MIN);
  const last = Math.min(start + split.rowsPerSplit - 1, ROLE_NUMBER_MAX);
  return {
    first: roleIdOf({ serverId: split.serverId, number: first }),
    last: roleIdOf({ serverId: split.serverId, number: last }),
  };
}
