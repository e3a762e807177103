// The address that a client is sent for its next connection. Old clients understand IPv4 addresses as text and nothing else; names are resolved when a
// process starts. What a client cannot reach is logged once for each address, with the setting to correct.
import { type Counters, ipv4Of, type Logger, reachOf } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import { ADDRESSES_LOGGED_MAX } from './limits.ts';

/** The client that is sent the address, and the gate that it came through: its address as it says (or empty), and as we see it. */
export interface SentTo {
  readonly address: string;
  readonly gateAddress: string;
  readonly linkAddress: string;
}

export class SentAddress {
  readonly #counters: Counters;
  readonly #log: Logger;
  /** The setting that has the addresses, for the log. */
  readonly #setting: string;
  readonly #logged = new Set<string>();

  constructor({ counters, log }: { readonly counters: Counters; readonly log: Logger }, setting: string) {
    this.#counters = counters;
    this.#log = log;
    this.#setting = setting;
  }

  /** `place` as it is sent; with `isDynamic` at the address of the client's gate, where that is one that clients understand. */
  of(place: Endpoint, client: SentTo, isDynamic: boolean): Endpoint {
    const sent = isDynamic ? this.#atGate(place, client) : place;
    if (!isReachable(sent.host, client.address)) this.#warnUnreachable(sent, client);
    return sent;
  }

  /** Whether `what` is not in the log yet; from then on it is. */
  isNews(what: string): boolean {
    if (this.#logged.has(what) || this.#logged.size >= ADDRESSES_LOGGED_MAX) return false;
    this.#logged.add(what);
    return true;
  }

  #atGate(place: Endpoint, { gateAddress, linkAddress }: SentTo): Endpoint {
    const given = gateAddress === '' ? linkAddress : gateAddress;
    const host = clientAddressOf(given);
    if (host !== null) return { host, port: place.port };
    if (this.isNews(given)) {
      const advice = `clients are sent ${place.host} instead: set \`gateAddress\` of that gate to its IPv4 address`;
      this.#log.warn(`the gate's address ${given} means nothing to clients; ${advice}`, { gate: linkAddress });
    }
    return place;
  }

  #warnUnreachable({ host, port }: Endpoint, { address, linkAddress: gate }: SentTo): void {
    const isLoopback = reachOf(host) === 'machine';
    this.#counters.counter(isLoopback ? 'mir_route_loopback' : 'mir_route_private').add();
    if (!this.isNews(host)) return;
    const where = isLoopback ? "the player's own machine" : 'a private network';
    const what = `a player from ${address} is sent to ${host}, which is ${where}`;
    this.#log.warn(`${what}: give the address that players reach in ${this.#setting}`, { gate, port });
  }
}

/** The address as clients understand it; null for a name, IPv6, or an address that nobody can connect to. */
export function clientAddressOf(host: string): string | null {
  return reachOf(host) === 'nowhere' ? null : ipv4Of(host);
}

/** Whether a client may reach an address, as far as both addresses show. */
function isReachable(host: string, client: string): boolean {
  const [from, to] = [reachOf(client), reachOf(host)];
  if (to === 'machine') return from === 'machine' || from === null;
  return to !== 'network' || from !== 'world';
}
