// Where players go next: the RunGates of a route, by the gate that they came through.
import { createNetworkTest, type Random } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';

export interface PlayRoute {
  /** The address or network that SelGates of this route connect from. */
  readonly gate: string;
  /** The addresses that clients are sent; one of them, at random. */
  readonly rungates: readonly Endpoint[];
}

export interface PlayRoutesOptions {
  /** The first that matches is used. */
  readonly routes: readonly PlayRoute[];
  /** Whether players are sent the gate's own address with the port of a RunGate: for machines where all gates share one address. */
  readonly isGateAddressGiven: boolean;
}

export class PlayRoutes {
  readonly #routes: readonly (PlayRoute & { readonly isFrom: (address: string) => boolean })[];
  readonly #random: Random;

  constructor({ routes }: PlayRoutesOptions, random: Random) {
    this.#routes = routes.map((route) => ({ ...route, isFrom: createNetworkTest([route.gate]) }));
    this.#random = random;
  }

  /** A RunGate for players of the SelGate that connects from `linkAddress`; null when no route is for it. */
  pick(linkAddress: string): Endpoint | null {
    const route = this.#routes.find(({ isFrom, rungates }) => rungates.length > 0 && isFrom(linkAddress));
    return route?.rungates[this.#random.below(route.rungates.length)] ?? null;
  }
}
