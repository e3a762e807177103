// Copies arguments, answers and receipts from one owner to another, so that neither sees what the other changes later. Counts
// the bytes of the copy on the way. `structuredClone` does the same, ten times slower for small values.
import { ActorError } from './actor-error.ts';
import { ARGS_BYTES_MAX, ARGS_DEPTH_MAX } from './limits.ts';

/** Bytes of a value that has no length of its own, and of the head of each object and list. */
const VALUE_BYTES = 8;

/** Counted by one copy at a time: a copy does not wait. */
let bytesLeft = 0;

/** A copy of plain data. `what` names it in the error. Throws `args-too-big` or `args-invalid`. */
export function copyPlain<Value>(value: Value, what: string, bytesMax = ARGS_BYTES_MAX): Value {
  if (value === undefined) return value;
  // Most arguments are absent or a single value.
  if (typeof value !== 'object' || value === null) {
    bytesLeft = bytesMax;
    return copyAtom(value, what) as Value;
  }
  bytesLeft = bytesMax;
  // A copy has the type of its original.
  const copied = copy(value, what, 0) as Value;
  if (bytesLeft < 0) throw tooBig(what, bytesMax);
  return copied;
}

function copyAtom(value: unknown, what: string): unknown {
  if (typeof value === 'string') {
    bytesLeft -= value.length;
    if (bytesLeft < 0) throw tooBig(what, null);
    return value;
  }
  if (typeof value === 'function' || typeof value === 'symbol') throw invalid(what, `a ${typeof value}`);
  return value;
}

function copy(value: unknown, what: string, depth: number): unknown {
  bytesLeft -= VALUE_BYTES;
  if (bytesLeft < 0) throw tooBig(what, null);
  if (typeof value !== 'object' || value === null) return copyAtom(value, what);
  if (depth >= ARGS_DEPTH_MAX) throw invalid(what, `deeper than ${ARGS_DEPTH_MAX} levels, or a circle`);
  if (Array.isArray(value)) return copyList(value, what, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return copyObject(value, what, depth);
  return copyOther(value, what, depth);
}

function copyList(list: readonly unknown[], what: string, depth: number): unknown[] {
  // Before room is made for it: a list may be long and empty.
  if (list.length * VALUE_BYTES > bytesLeft) throw tooBig(what, null);
  const copied = new Array<unknown>(list.length);
  for (let at = 0; at < list.length; at++) copied[at] = copy(list[at], what, depth + 1);
  return copied;
}

function copyObject(value: object, what: string, depth: number): unknown {
  const copied: Record<string, unknown> = {};
  for (const name in value) {
    // Assigning it would set the prototype instead.
    if (name === '__proto__') throw invalid(what, 'an object with a field __proto__');
    bytesLeft -= name.length;
    copied[name] = copy((value as Readonly<Record<string, unknown>>)[name], what, depth + 1);
  }
  return copied;
}

function copyOther(value: object, what: string, depth: number): unknown {
  if (value instanceof Uint8Array) {
    bytesLeft -= value.byteLength;
    if (bytesLeft < 0) throw tooBig(what, null);
    return Uint8Array.prototype.slice.call(value);
  }
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof Map) {
    const copied = new Map<unknown, unknown>();
    for (const [key, each] of value) copied.set(copy(key, what, depth + 1), copy(each, what, depth + 1));
    return copied;
  }
  if (value instanceof Set) {
    const copied = new Set<unknown>();
    for (const each of value) copied.add(copy(each, what, depth + 1));
    return copied;
  }
  throw invalid(what, `an object of the class ${value.constructor?.name ?? 'unknown'}`);
}

function tooBig(what: string, bytesMax: number | null): ActorError {
  const limit = bytesMax === null ? 'its limit' : `${bytesMax} bytes`;
  return new ActorError(
    'args-too-big',
    `${what}: larger than ${limit} (${ARGS_BYTES_MAX} bytes for a call): pass less`,
  );
}

function invalid(what: string, reason: string): ActorError {
  return new ActorError('args-invalid', `${what}: ${reason} cannot be copied; pass plain data`);
}
