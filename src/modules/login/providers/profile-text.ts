// Makes what a platform says about a player fit to keep: texts without hidden characters and not too long, numbers within bounds.
import { NICKNAME_LENGTH_MAX, VIP_LEVEL_MAX } from './limits.ts';

/** Controls, marks that change the direction of text, surrogates without a partner, private and unassigned characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A nickname to show; empty for anything that is no text. */
export function nicknameOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  // Cut first, so that a long text costs nothing.
  const text = value
    .slice(0, NICKNAME_LENGTH_MAX * 4)
    .normalize('NFC')
    .replace(HIDDEN, '')
    .trim();
  return [...text].slice(0, NICKNAME_LENGTH_MAX).join('');
}

/** A gender as platforms write it. */
export function genderOf(value: unknown): 0 | 1 | null {
  switch (typeof value === 'string' ? value.toLowerCase() : value) {
    case '男':
    case 'male':
    case 'm':
    case 1:
      return 1;
    case '女':
    case 'female':
    case 'f':
    case 0:
      return 0;
    default:
      return null;
  }
}

/** A flag as platforms write it: 1, "1", true, "true". */
export function flagOf(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

export function vipLevelOf(value: unknown): number {
  const level = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  return typeof level === 'number' && Number.isInteger(level) && level > 0 ? Math.min(level, VIP_LEVEL_MAX) : 0;
}
