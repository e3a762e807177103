// Plain data as JSON text, for receipts. What JSON has no form for is a list of one tag and a value: `["n","12"]` is 12n. A list of
// the game's own is `["a",…]`, so that the two never meet.
import { assert, fromHex, toHex } from '../base/index.ts';
import { ARGS_DEPTH_MAX } from './limits.ts';

/** The value was copied before: it is plain, and not too deep. */
export function encodePlain(value: unknown): string {
  return JSON.stringify(toTagged(value, 0));
}

export function decodePlain(text: string): unknown {
  return fromTagged(JSON.parse(text));
}

/** The same as bytes: what a module exports of a session (`exported`), and imports in another process. */
export function toPlainBytes(value: unknown): Uint8Array {
  return Buffer.from(encodePlain(value));
}

/** Throws for bytes that are no such data. */
export function fromPlainBytes(bytes: Uint8Array): unknown {
  return decodePlain(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
}

function toTagged(value: unknown, depth: number): unknown {
  assert(depth <= ARGS_DEPTH_MAX * 2, 'what is encoded was copied before, and is not deeper than a copy');
  const inner = (each: unknown): unknown => toTagged(each, depth + 1);
  switch (typeof value) {
    case 'bigint':
      return ['n', String(value)];
    case 'undefined':
      return ['u'];
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ['f', Object.is(value, -0) ? '-0' : String(value)];
    case 'object':
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (Array.isArray(value)) return ['a', ...value.map(inner)];
  if (value instanceof Uint8Array) return ['b', toHex(value)];
  if (value instanceof Date) return ['d', inner(value.getTime())];
  if (value instanceof Map) return ['m', ...[...value].map(([key, each]) => [inner(key), inner(each)])];
  if (value instanceof Set) return ['s', ...[...value].map(inner)];
  // In the order of the names: equal arguments have equal hashes.
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, inner(each)]));
}

function fromTagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromTagged(each)]));
  const [tag, ...rest] = value as unknown as readonly [string, ...unknown[]];
  switch (tag) {
    case 'n':
      return BigInt(rest[0] as string);
    case 'u':
      return undefined;
    case 'f':
      return Number(rest[0]);
    case 'b':
      return fromHex(rest[0] as string);
    case 'd':
      return new Date(fromTagged(rest[0]) as number);
    case 'm':
      return new Map(
        rest.map((entry) => (entry as unknown as [unknown, unknown]).map(fromTagged) as [unknown, unknown]),
      );
    case 's':
      return new Set(rest.map(fromTagged));
    default:
      return rest.map(fromTagged);
  }
}
