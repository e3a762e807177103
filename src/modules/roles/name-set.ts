// A set of names in its file form: JSON with `order`, `surnames`, and `given` by gender.
import { z } from 'zod';
import { messageOf } from '../../base/index.ts';
import { NAME_LENGTH_MAX_MAX } from './names/index.ts';
import type { NameSet } from './random-names.ts';
import { NAME_SET_COUNT_MAX } from './role-limits.ts';

export type NameSetResult =
  | { readonly ok: true; readonly set: NameSet }
  | { readonly ok: false; readonly problem: string };

const names = z.array(z.string().min(1).max(NAME_LENGTH_MAX_MAX)).min(1).max(NAME_SET_COUNT_MAX);
const schema = z.strictObject({
  order: z.enum(['surname-first', 'given-first']),
  surnames: names,
  given: z.strictObject({ boy: names, girl: names }),
});

export function parseNameSet(text: string): NameSetResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return { ok: false, problem: messageOf(thrown) };
  }
  const result = schema.safeParse(value);
  return result.success ? { ok: true, set: result.data } : { ok: false, problem: z.prettifyError(result.error) };
}
