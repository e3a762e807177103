// Free text of a player, made safe to show to others: a chat line, the notice of a guild, a letter. What cannot be seen, or changes how
// its surroundings are drawn, is taken out; what is only unusual stays. Names have stricter rules of their own (`roles/names`).
// Work is linear in the length, which the caller's limit bounds before anything else is done.
// Invariants: a cleaned text is well-formed, within its limit, and cleaning it once more changes nothing.
import { FILTER_TEXT_UNITS_MAX, MARKS_IN_A_ROW_MAX } from './limits.ts';

export interface CleanOptions {
  /** Bytes of UTF-8 that the text may have, as it came and when it is clean. */
  readonly bytesMax: number;
  /** Whether the text may have several lines. Otherwise a line break is a space. */
  readonly hasLines?: boolean;
}

/** A text that may be shown, or why there is none. */
export type Cleaned =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'too-long' | 'empty' };

/** Most texts: they need no second look. */
const PLAIN = /^(?! )[ -~]*[!-~]$/;
const BREAK = /[\n\r\u0085\u2028\u2029]/u;
/** White space of any width; the ideographic space is as wide as the letters around it, and stays. */
const SPACE = /[\p{White_Space}\u2800]/u;
/** Controls, halves of surrogate pairs and what replaced them, and what no standard assigns. */
const DROPPED = /[\p{Cc}\p{Cs}\p{Cn}\p{Co}\ufffd]/u;
/** Not drawn, or changes the direction of what follows. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u;
const MARK = /[\p{Mn}\p{Me}]/u;
const JOINER = /[\u200c\u200d]/u;
/** They choose between the picture and the letter. */
const SELECTOR = /[\ufe0e\ufe0f]/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u;
const PICTURE_BASE = /[\p{Emoji}\p{Extended_Pictographic}]/u;
/** Scripts that need joiners inside their words. */
const JOINED_SCRIPT =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const IDEOGRAPHIC_SPACE = '\u3000';
const BLANK = /[ \n\u3000]/u;

/** `text` may have any length and content. Throws a `RangeError` when `bytesMax` is more than a packet holds. */
export function cleanText(text: string, { bytesMax, hasLines = false }: CleanOptions): Cleaned {
  if (!(bytesMax <= FILTER_TEXT_UNITS_MAX))
    throw new RangeError(`bytesMax is at most ${FILTER_TEXT_UNITS_MAX}, not ${bytesMax}`);
  // A unit of UTF-16 is at least one byte.
  if (text.length > bytesMax || utf8BytesOf(text) > bytesMax) return { ok: false, reason: 'too-long' };
  if (PLAIN.test(text)) return { ok: true, text };
  const cleaned = rewrite(text, hasLines);
  return cleaned === '' ? { ok: false, reason: 'empty' } : { ok: true, text: cleaned };
}

/** The length of a text in UTF-8; half of a surrogate pair counts as what replaces it. */
export function utf8BytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x800) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
    // A pair is two units and four bytes.
    if (isPairAt(text, index)) index++;
  }
  return bytes;
}

function isPairAt(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  const next = text.charCodeAt(index + 1);
  return unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000;
}

function rewrite(text: string, hasLines: boolean): string {
  let cleaned = '';
  let previous = '';
  let marks = 0;
  for (const character of text) {
    const kept = keep(character, previous, hasLines);
    if (kept === '' || (cleaned === '' && BLANK.test(kept))) continue;
    const isMark = MARK.test(kept) && !SELECTOR.test(kept);
    if (isMark) marks++;
    else if (!JOINER.test(kept)) marks = 0;
    // A mark needs a letter, and a pile of them covers the lines above.
    if (isMark && (previous === '' || marks > MARKS_IN_A_ROW_MAX)) continue;
    cleaned += kept;
    previous = kept;
  }
  return cleaned.slice(0, endOf(cleaned));
}

/** Where the text ends without blanks, and without joiners that join nothing. */
function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && (BLANK.test(text.charAt(end - 1)) || JOINER.test(text.charAt(end - 1)))) end--;
  return end;
}

/** What of a character is kept behind `previous`. */
function keep(character: string, previous: string, hasLines: boolean): string {
  if (BREAK.test(character)) return hasLines ? '\n' : ' ';
  if (character === IDEOGRAPHIC_SPACE) return character;
  if (SPACE.test(character)) return ' ';
  if (DROPPED.test(character)) return '';
  if (SELECTOR.test(character)) return PICTURE_BASE.test(previous) ? character : '';
  if (JOINER.test(character)) return isJoinable(previous) ? character : '';
  return UNSEEN.test(character) ? '' : character;
}

function isJoinable(previous: string): boolean {
  return PICTURE.test(previous) || SELECTOR.test(previous) || JOINED_SCRIPT.test(previous);
}
