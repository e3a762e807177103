// Whether a text may be a role's name. Takes text of any length and content from a client and does bounded work: the
// length is bounded before anything is normalised. A name that passes is in NFKC, is seen as it is (nothing invisible, no
// pile of marks), is written in one script or an ordinary mixture, and holds no word of the dictionary.
// It does not know which names are taken: the caller stores `key` under a unique index.
import { assert } from '../../../base/index.ts';
import type { WordFilter } from '../../words/filter/index.ts';
import {
  MARKS_PER_LETTER_MAX,
  NAME_LENGTH_MAX,
  NAME_LENGTH_MAX_MAX,
  NAME_LENGTH_MIN,
  NAME_UNITS_PER_CODE_POINT,
} from './limits.ts';
import type { NameFailure } from './name-failure.ts';
import { nameKey } from './name-key.ts';
import { judgeScripts } from './scripts.ts';

export type NameVerdict =
  /** `name` is the spelling to store and show (NFKC), `key` what must be unique. */
  | { readonly ok: true; readonly name: string; readonly key: string }
  | { readonly ok: false; readonly reason: NameFailure };

export interface NameRulesOptions {
  /** Length in code points after NFKC, both included. */
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly allowEmoji: boolean;
  /** Signs that a name may hold besides letters, digits and single spaces. */
  readonly signs: string;
}

/** The middle dots part the words of foreign names in Chinese and Japanese. */
const DEFAULTS: NameRulesOptions = {
  lengthMin: NAME_LENGTH_MIN,
  lengthMax: NAME_LENGTH_MAX,
  allowEmoji: false,
  signs: "-_'·・",
};

/** What the packet reader makes of half an emoji. */
const REPLACEMENT = '\ufffd';
const CONTROL = /[\p{Cc}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/u;
/** The blank of Braille is drawn as nothing; the others say of themselves that they are not drawn. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]|(?! )\p{Zs}/u;
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Emoji_Modifier}\p{Regional_Indicator}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const SPACE_MISPLACED = /^ | $| {2}/;
/** A mark with no letter before it, one that encloses (nothing readable does), or a pile of them. */
const MARK_MISPLACED = new RegExp(`(?:^|[^\\p{L}\\p{M}])\\p{M}|\\p{Me}|\\p{M}{${MARKS_PER_LETTER_MAX + 1}}`, 'u');

/** The expression is made at its first use: the list of emoji sequences takes ten times as long as all others together. */
function withoutEmoji(text: string): string {
  return text.replace(/\p{RGI_Emoji}|[\p{Extended_Pictographic}\p{Emoji_Presentation}]/gv, '');
}

export class NameRules {
  readonly #words: WordFilter | null;
  readonly #options: NameRulesOptions;
  readonly #unitsMax: number;

  constructor(dependencies: { readonly words: WordFilter | null }, options: Partial<NameRulesOptions> = {}) {
    this.#words = dependencies.words;
    this.#options = { ...DEFAULTS, ...options };
    const { lengthMin, lengthMax } = this.#options;
    assert(
      lengthMin >= 1 && lengthMin <= lengthMax,
      'a name has a letter, and its shortest is no longer than its longest',
    );
    assert(lengthMax <= NAME_LENGTH_MAX_MAX, `names are no longer than ${NAME_LENGTH_MAX_MAX} code points`);
    this.#unitsMax = lengthMax * NAME_UNITS_PER_CODE_POINT;
  }

  /** Whether `text`, of any length and content, may name a role. */
  check(text: string): NameVerdict {
    if (text === '') return { ok: false, reason: 'empty' };
    if (text.length > this.#unitsMax) return { ok: false, reason: 'too-long' };
    if (!text.isWellFormed() || text.includes(REPLACEMENT)) return { ok: false, reason: 'broken-text' };
    const name = text.normalize('NFKC');
    const reason = this.#hiddenFailure(text) ?? this.#visibleFailure(name) ?? this.#wordFailure(name);
    return reason === null ? { ok: true, name, key: nameKey(name) } : { ok: false, reason };
  }

  /** What is not seen is looked for as it was typed: normalising may hide that it was there. */
  #hiddenFailure(text: string): NameFailure | null {
    if (CONTROL.test(text)) return 'control-character';
    // The joiners and variation selectors of emoji are part of them where emoji are allowed.
    const seen = this.#options.allowEmoji ? withoutEmoji(text) : text;
    const spaced = seen.replaceAll('\u3000', ' ').replaceAll('\u00a0', ' ');
    if (EMOJI.test(seen)) return 'emoji-refused';
    return INVISIBLE.test(spaced) ? 'invisible-character' : null;
  }

  #visibleFailure(name: string): NameFailure | null {
    const { lengthMin, lengthMax, allowEmoji } = this.#options;
    if (SPACE_MISPLACED.test(name)) return 'space-misplaced';
    const length = [...name].length;
    if (length > lengthMax) return 'too-long';
    const text = allowEmoji ? withoutEmoji(name) : name;
    // Taken apart, or the first marks of a pile would hide in the letter.
    if (MARK_MISPLACED.test(text.normalize('NFD'))) return 'mark-misplaced';
    if (this.#hasOtherSign(text)) return 'symbol-refused';
    if (!LETTER_OR_DIGIT.test(text)) return 'no-letter';
    if (length < lengthMin) return 'too-short';
    const scripts = judgeScripts(text);
    if (scripts === 'unknown-script') return 'script-refused';
    return scripts === 'mixed' ? 'mixed-scripts' : null;
  }

  #hasOtherSign(text: string): boolean {
    for (const character of text) {
      const isAllowed = /[\p{L}\p{M}\p{N} ]/u.test(character) || this.#options.signs.includes(character);
      if (!isAllowed) return true;
    }
    return false;
  }

  #wordFailure(name: string): NameFailure | null {
    const match = this.#words?.findInName(name) ?? null;
    if (match === null) return null;
    return match.entry.rule === 'exact' || match.entry.rule === 'prefix' ? 'reserved' : 'sensitive';
  }
}
