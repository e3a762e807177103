// Where players go on to: the RunGates of a route, by the gate that they came through.
import { createNetworkTest, type Random } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';

export interface PlayRoute {
  /** The address or network that SelGates of this route connect from. */
  readonly gate: string;
  /** The addresses that clients are sent; one of them, at random. */
  readonly rungates: readonly Endpoint[];
}

export interface CameThrough {
  /** The SelGate's address as we see it, and as it tells it (empty where it does not). */
  readonly linkAddress: string;
  readonly gateAddress: string;
}

export interface PlayRoutesOptions {
  /** The first that fits is taken. */
  readonly routes: readonly PlayRoute[];
  /** Whether players are sent the gate's own address with the port of a RunGate: for machines whose gates all share one address. */
  readonly isGateAddressGiven: boolean;
}

export class PlayRoutes {
  readonly #routes: readonly (PlayRoute & { readonly isFrom: (address: string) => boolean })[];
  readonly #isGateAddressGiven: boolean;
  readonly #random: Random;

  constructor({ routes, isGateAddressGiven }: PlayRoutesOptions, random: Random) {
    this.#routes = routes.map((route) => ({ ...route, isFrom: createNetworkTest([route.gate]) }));
    this.#isGateAddressGiven = isGateAddressGiven;
    this.#random = random;
  }

  /** Null where no route is for that gate. */
  pick({ linkAddress, gateAddress }: CameThrough): Endpoint | null {
    const route = this.#routes.find(({ isFrom, rungates }) => rungates.length > 0 && isFrom(linkAddress));
    const rungate = route?.rungates[this.#random.below(route.rungates.length)];
    if (rungate === undefined) return null;
    if (!this.#isGateAddressGiven) return rungate;
    return { host: gateAddress === '' ? linkAddress : gateAddress, port: rungate.port };
  }
}
