// The string that a platform signs in the classic scheme, as a template: text with `{field}` and `{uri:field}` in it, where
// a field is one of message 410 or `key`. `uri:` percent-encodes the UTF-8 bytes of all but A-Z a-z 0-9 - _ . ~ (RFC 3986),
// in upper-case hex. MD5 of the result, in hex, is what the client sends. Classic servers also encode `~` (`%7E`), so both
// forms are accepted.
//
// Two adjacent fields of the client are ambiguous: a signature for userid `1`, username `23` is also one
// for userid `12`, username `3`. The classic default has this flaw; `ambiguity` describes it for the operator.
import { createHash } from 'node:crypto';
import { CLASSIC_FORMULA_UNITS_MAX } from './limits.ts';
import type { Credentials } from './provider.ts';
import { ProviderConfigError } from './provider-config-error.ts';

const FIELDS = [
  ...(['username', 'userid', 'time', 'cm', 'userip', 'type', 'sid', 'serverid', 'openid', 'appid', 'pf'] as const),
  'key',
] as const;
type FormulaField = (typeof FIELDS)[number];

type Part = { readonly text: string } | { readonly field: FormulaField; readonly isEncoded: boolean };

/** By the name of the server software that signs this way. */
export const CLASSIC_FORMULAS = {
  plain: '{userid}{uri:username}{time}{key}{cm}',
  query: 'account={uri:username}&adult={cm}&key={key}&pf={pf}&timestamp={time}',
} as const;

/** Fields that a formula must sign: without the key anyone could sign, without the time a signature would never expire, without a name it would fit any account. */
const NEEDED: readonly (readonly FormulaField[])[] = [['key'], ['time'], ['username', 'userid']];

export class ClassicFormula {
  readonly #parts: readonly Part[];

  /** Throws `ProviderConfigError` when the template cannot protect a sign-in. */
  constructor(template: string) {
    this.#parts = parse(template);
    for (const fields of NEEDED) {
      if (!fields.some((field) => this.signs(field))) {
        refuse(template, `it does not sign {${fields.join('} or {')}}: put it in`);
      }
    }
  }

  signs(field: FormulaField): boolean {
    return this.#parts.some((part) => 'field' in part && part.field === field);
  }

  /** Which two fields a client could shift characters between, or null. */
  get ambiguity(): string | null {
    for (let index = 1; index < this.#parts.length; index++) {
      const before = this.#parts[index - 1];
      const after = this.#parts[index];
      if (before === undefined || after === undefined || !('field' in before) || !('field' in after)) continue;
      // The client does not choose the key, and a shifted time falls outside its window.
      const isShiftable = ![before.field, after.field].some((field) => field === 'key' || field === 'time');
      if (isShiftable) return `{${before.field}} and {${after.field}}`;
    }
    return null;
  }

  /** The MD5 of a valid signature, by RFC 3986. */
  digest(credentials: Credentials, key: string): Buffer {
    return this.#digest(credentials, key, percentEncode);
  }

  /** The MD5 of a valid signature of a platform that also encodes `~`. */
  digestWithTilde(credentials: Credentials, key: string): Buffer {
    return this.#digest(credentials, key, (text) => percentEncode(text).replaceAll('~', '%7E'));
  }

  #digest(credentials: Credentials, key: string, encode: (text: string) => string): Buffer {
    let signed = '';
    for (const part of this.#parts) {
      if ('text' in part) signed += part.text;
      else {
        const value = part.field === 'key' ? key : String(credentials[part.field]);
        signed += part.isEncoded ? encode(value) : value;
      }
    }
    return createHash('md5').update(signed, 'utf8').digest();
  }
}

/** RFC 3986: `encodeURIComponent` does not encode five characters that other encoders do. A lone surrogate becomes U+FFFD. */
export function percentEncode(text: string): string {
  const hex = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, hex);
}

function parse(template: string): Part[] {
  if (template.length > CLASSIC_FORMULA_UNITS_MAX) refuse(template.slice(0, 32), 'it is too long: shorten it');
  const parts: Part[] = [];
  for (const piece of template.split(/(\{[^{}]*\})/)) {
    if (piece === '') continue;
    if (!/^\{[^{}]*\}$/.test(piece)) {
      if (/[{}]/.test(piece)) refuse(template, 'a brace is open: write {field} or {uri:field}');
      parts.push({ text: piece });
      continue;
    }
    const isEncoded = piece.startsWith('{uri:');
    const name = piece.slice(isEncoded ? 5 : 1, -1);
    const field = FIELDS.find((known) => known === name);
    if (field === undefined) refuse(template, `there is no field ${piece}: use ${FIELDS.join(', ')}`);
    else parts.push({ field, isEncoded });
  }
  return parts;
}

function refuse(template: string, why: string): never {
  throw new ProviderConfigError(
    'classic-formula',
    `the classic formula ${JSON.stringify(template)} cannot be used: ${why}`,
  );
}
