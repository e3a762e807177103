// What one module offers to others: a typed token that stands in the offering module's door. The value is made once a process,
// before the `started` hooks. Two modules that offer the same token cannot both be in a game, so one can replace the other.
//
//   export const priceList = defineOffer<PriceList>('prices');      // in the door of the module that offers it
//   defineModule({ name: 'shop', uses: [priceList] })               // in the module that uses it
//     .on(Ask, (ctx) => ctx.use(priceList).of('sword'));
import type { Counters } from '../base/index.ts';

declare const VALUE: unique symbol;

export interface Offer<V> {
  readonly name: string;
  /** For the compiler alone. */
  readonly [VALUE]?: V;
}

export type AnyOffer = Offer<unknown>;

export function defineOffer<V>(name: string): Offer<V> {
  return { name };
}

/** What the server offers to its modules. */
export interface ServerFacts {
  /** Anyone may sign in under any name. */
  readonly isDevelopment: boolean;
  /** The servers whose players this process takes. */
  readonly serverIds: readonly number[];
  /** The version that clients are sent. */
  readonly version: string;
  /** Of daily tasks and times of day, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Where generated keys lie; null when nothing is kept on disk. */
  readonly dataDirectory: string | null;
  /** Where the store lies, in words for an operator. */
  readonly store: string;
  readonly counters: Counters;
  /** Whether other processes may take part in the game: then an actor may be elsewhere, and comes back without its members. */
  readonly hasOthers?: boolean;
  /** How long the gate waits for a sign-in (`gate.deadlineSeconds.authing`). Milliseconds. */
  readonly signInMs: number;
}

export const serverFacts = defineOffer<ServerFacts>('server');
