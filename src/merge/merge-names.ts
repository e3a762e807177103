// Which of two roles keeps their common name, and the new name of the other. Pure.
import { nameKey } from '../modules/roles/names/index.ts';
import { NAME_TRIES_MAX } from './limits.ts';

/** The facts for the rule. */
export interface NamedRole {
  readonly roleId: bigint;
  readonly serverId: number;
  readonly level: number;
  readonly createdMs: number;
  readonly deletedMs: number | null;
}

/** Whether `left` keeps the name: a role that is not deleted wins, then the higher level, then the older role. */
export function keepsName(left: NamedRole, right: NamedRole): boolean {
  if ((left.deletedMs === null) !== (right.deletedMs === null)) return left.deletedMs === null;
  if (left.level !== right.level) return left.level > right.level;
  if (left.createdMs !== right.createdMs) return left.createdMs < right.createdMs;
  return left.roleId < right.roleId;
}

export interface Candidate {
  readonly name: string;
  readonly nameKey: string;
}

/**
 * Names for the role that loses `name`, the likeliest first: `name-7` with its server's id, then `name-2`, `name-3` and on.
 * No longer than `lengthMax` characters (code points): the name is cut between visible characters.
 */
export function* candidatesFor(name: string, serverId: number, lengthMax: number): Generator<Candidate, void> {
  for (let number = 1; number <= NAME_TRIES_MAX; number++) {
    const suffix = `-${number === 1 ? serverId : number}`;
    const candidate = `${cut(name, lengthMax - suffix.length)}${suffix}`;
    yield { name: candidate, nameKey: nameKey(candidate) };
  }
}

const characters = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The longest beginning of `text` with at most `lengthMax` code points that ends with a complete character, not a space. */
function cut(text: string, lengthMax: number): string {
  let kept = '';
  let length = 0;
  for (const { segment } of characters.segment(text)) {
    length += [...segment].length;
    if (length > lengthMax) break;
    kept += segment;
  }
  return kept.trimEnd();
}
