// What a mail says and brings, and whether it may. The texts of players are cleaned before; the length is looked at first. Pure.
import type { GoodsItem } from '../bags/index.ts';
import { MAIL_ITEMS_MAX, SENDER_LENGTH_MAX, SUBJECT_LENGTH_MAX, WORDS_LENGTH_MAX } from './mail-limits.ts';

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

/** The game's own texts are trusted to look well; these no database and no client takes. */
const CONTROL = /\p{Cc}/u;

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

function isText(text: string): boolean {
  return text.isWellFormed() && !CONTROL.test(text);
}

/** No item twice, no piece too few. */
export function areItems(items: readonly GoodsItem[], max: number): boolean {
  const ids = new Set(items.map(({ id }) => id));
  const isEach = ({ id, count }: GoodsItem): boolean =>
    Number.isInteger(id) && id > 0 && Number.isInteger(count) && count > 0;
  return items.length <= max && ids.size === items.length && items.every(isEach);
}
