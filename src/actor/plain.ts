// What may be copied from one owner to another: plain data. The types refuse the rest in a sentence; `copy-plain.ts` copies.

// A method without an answer returns `void`.
// biome-ignore lint/suspicious/noConfusingVoidType: what a method without an answer returns
export type Atom = undefined | null | void | boolean | number | bigint | string | Uint8Array | Date;

/** `T` where it is plain data that a call can copy; `never` where it is a function, a promise, a context, a class with methods. */
export type Plain<T> = T extends Atom
  ? T
  : T extends (...args: never[]) => unknown
    ? never
    : T extends ReadonlyMap<infer K, infer V>
      ? ReadonlyMap<Plain<K>, Plain<V>>
      : T extends ReadonlySet<infer V>
        ? ReadonlySet<Plain<V>>
        : T extends object
          ? { [K in keyof T]: Plain<T[K]> }
          : never;

/** What a method may answer with; the literals in it stay literals for the caller. */
export type Answer = Atom | object;

export type Waits<T> = T | Promise<T>;

/** Not a promise: the function must not wait. */
export type AtOnce<R> = [Extract<R, PromiseLike<unknown>>] extends [never] ? [] : [error: 'the change must not wait'];
