// References to actors and to roles' parts: how they are typed by their definition, so that a caller needs no cast.
import type { LiveTable, Rows, RowsOf, Table } from '../store/index.ts';

export interface CallOptions {
  /** The call takes effect once, however often it is made with this key: the receipt commits with the effect. Kept 90 days. */
  readonly once?: string;
  /** 5,000 unless given; never longer than what is left of the caller's own. Milliseconds. */
  readonly deadlineMs?: number;
}

export interface Method<A, R> {
  readonly args: A;
  readonly result: R;
}

type Call<M> =
  M extends Method<infer A, infer R>
    ? [A] extends [undefined]
      ? (args?: undefined, options?: CallOptions) => Promise<R>
      : (args: A, options?: CallOptions) => Promise<R>
    : never;

type Tell<M> = M extends Method<infer A, unknown> ? ([A] extends [undefined] ? () => void : (args: A) => void) : never;

/** No answer, no wait. At most once; a refusal is counted and logged. */
export type Tells<Methods> = { readonly [N in keyof Methods]: Tell<Methods[N]> };

declare const DEFINITION: unique symbol;

/** What an actor and a role's part have in common. */
export interface Definition<Key, Tables, Methods> {
  readonly name: string;
  /** For the compiler alone. */
  readonly types?: { readonly key: Key; readonly tables: Tables; readonly methods: Methods };
}

/** One actor, or one role's part. Names it in `together`, calls it, tells it. It costs nothing until it is used. */
export type Ref<D> =
  D extends Definition<infer _Key, infer _Tables, infer Methods>
    ? { readonly [N in keyof Methods]: Call<Methods[N]> } & {
        /** Goes out when this turn has committed; in a scope without a turn, at once. */
        readonly tell: Tells<Methods>;
        readonly [DEFINITION]: D;
      }
    : never;

/** An actor from inside: for `together`; it cannot be called from its own turn. */
export interface Me<Key, Tables> {
  readonly [DEFINITION]: Definition<Key, Tables, Record<never, never>>;
}

export type AnyDefinition = Definition<unknown, unknown, unknown>;
export type KeyFor<D> = D extends Definition<infer Key, infer _Tables, infer _Methods> ? Key : never;
export interface AnyRef {
  readonly [DEFINITION]: AnyDefinition;
}

/** What `together` gives its function for each ref. */
export type Share<R> = R extends { readonly [DEFINITION]: Definition<infer Key, infer Tables, infer Methods> }
  ? {
      readonly key: Key;
      readonly rows: RowsOf<Tables>;
      /** Goes out when all has committed, before any later call reaches that owner. */
      readonly tell: Tells<Methods>;
    }
  : never;

export type Shares<Refs extends readonly AnyRef[]> = { -readonly [I in keyof Refs]: Share<Refs[I]> };

/** The live tables of a module: those that a role has. */
export type LiveRowsOf<Tables> = {
  readonly [N in keyof Tables as Tables[N] extends LiveTable ? N : never]: Tables[N] extends Table
    ? Rows<Tables[N]>
    : never;
};
