// Copies of arguments and results, as if they passed to another thread. Plain objects, lists and values are copied here, several
// times as fast as by `structuredClone`, which copies everything else and refuses values that cannot be copied.

/** Deeper or circular values are left to `structuredClone`, which knows circles. */
const DEPTH_MAX = 16;

/** Never leaves this file. */
const OTHER = Symbol('other');

export function clonePlain<Value>(value: Value): Value {
  try {
    // A copy has the type of its original.
    return copy(value, 0) as Value;
  } catch (thrown) {
    if (thrown === OTHER) return structuredClone(value);
    throw thrown;
  }
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol') throw OTHER;
    return value;
  }
  if (depth >= DEPTH_MAX) throw OTHER;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) return (value as readonly unknown[]).map((item) => copy(item, depth + 1));
  if (prototype !== Object.prototype) throw OTHER;
  const copied: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    // Assigning it would set the prototype instead.
    if (name === '__proto__') throw OTHER;
    copied[name] = copy((value as Readonly<Record<string, unknown>>)[name], depth + 1);
  }
  return copied;
}
