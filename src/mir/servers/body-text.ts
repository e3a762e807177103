// The text of a message's body: one block, up to the first NUL, in fields with a divider between them.
import { decodeText, type TextEncoding } from '../names/index.ts';
import type { MirCodec } from '../wire/index.ts';

const NOTHING = new Uint8Array(0);

/** The bytes of the body before the first NUL. */
export function bodyBytes(body: Uint8Array, codec: MirCodec): Uint8Array {
  const decoded = codec.decode(body);
  // The framing has held the alphabet already.
  if (decoded.kind === 'malformed') return NOTHING;
  const nul = decoded.bytes.indexOf(0);
  return nul < 0 ? decoded.bytes : decoded.bytes.subarray(0, nul);
}

/** Exactly `count` fields, null for each that is no text; or null when there are fewer. What is behind the last divider belongs to the last. */
export function bodyFields(
  bytes: Uint8Array,
  { divider, count, encoding }: { readonly divider: number; readonly count: number; readonly encoding: TextEncoding },
): readonly (string | null)[] | null {
  const fields: (string | null)[] = [];
  let rest = bytes;
  for (let index = 1; index < count; index++) {
    const at = rest.indexOf(divider);
    if (at < 0) return null;
    fields.push(decodeText(rest.subarray(0, at), encoding));
    rest = rest.subarray(at + 1);
  }
  fields.push(decodeText(rest, encoding));
  return fields;
}
