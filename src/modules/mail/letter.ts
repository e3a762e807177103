// What a mail says and brings, and whether it may. Texts from clients may be anything; the length is looked at first. Pure.
import type { GoodsItem } from '../bags/index.ts';
import { MAIL_ITEMS_MAX, MARKS_MAX, SENDER_LENGTH_MAX, SUBJECT_LENGTH_MAX, WORDS_LENGTH_MAX } from './mail-limits.ts';

/** A mail of the game's own. */
export interface Letter {
  /** What the game calls itself: `Season 4`. */
  readonly from: string;
  readonly subject: string;
  readonly words?: string;
  readonly gold?: bigint;
  readonly items?: readonly GoodsItem[];
  /** Otherwise the setting `gameDays`. */
  readonly days?: number;
}

export interface TextBounds {
  readonly subject: number;
  readonly words: number;
}

const GAME_BOUNDS: TextBounds = { subject: SUBJECT_LENGTH_MAX, words: WORDS_LENGTH_MAX };

/** Signs that move others: letters would be read in another order than they stand in. */
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNSEEN = /[\p{Cc}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/u;
const PILE = new RegExp(`\\p{M}{${MARKS_MAX + 1}}`, 'u');

export function isLetter(letter: Letter): boolean {
  const { from, subject, words = '', gold = 0n, items = [], days = 1 } = letter;
  const hasText = isShort(from, SENDER_LENGTH_MAX) && !areTooLong({ subject, words }) && isText(from);
  if (!hasText || !isText(subject) || !isText(words.replaceAll('\n', ''))) return false;
  return days > 0 && gold >= 0n && areItems(items, MAIL_ITEMS_MAX);
}

export function areTooLong(
  { subject, words }: { readonly subject: string; readonly words: string },
  bounds = GAME_BOUNDS,
): boolean {
  return !isShort(subject, bounds.subject) || !isShort(words, bounds.words);
}

/** In characters. A text of more than twice as many units is too long without a count. */
function isShort(text: string, max: number): boolean {
  return text.length <= max || (text.length <= max * 2 && [...text].length <= max);
}

/** Whether a line is shown as it stands: well-formed, without signs that nobody sees or that reorder others, and without piles of marks. */
export function isText(text: string): boolean {
  return text.isWellFormed() && !UNSEEN.test(text) && !REORDERING.test(text) && !PILE.test(text.normalize('NFD'));
}

/** No item twice, no piece too few. */
export function areItems(items: readonly GoodsItem[], max: number): boolean {
  const ids = new Set(items.map(({ id }) => id));
  const isEach = ({ id, count }: GoodsItem): boolean =>
    Number.isInteger(id) && id > 0 && Number.isInteger(count) && count > 0;
  return items.length <= max && ids.size === items.length && items.every(isEach);
}
