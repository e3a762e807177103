// The servers that a player may choose, how full they are, and where their selgates are.
import { assert } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';

export interface ListedServer {
  /** What players see, and what the server calls itself on the session bus. */
  readonly name: string;
  /** Where clients find its selgates; taken in turn. */
  readonly selgates: readonly Endpoint[];
  /** Players at once; nobody can choose it beyond. */
  readonly onlineMax: number;
}

/** As clients show it: away, idle, busy, crowded, full. */
export const ServerStatus = { away: 0, idle: 1, busy: 2, crowded: 3, full: 4 } as const;
export type ServerStatus = (typeof ServerStatus)[keyof typeof ServerStatus];

const BUSY_FROM = 0.5;
const CROWDED_FROM = 0.8;

export class ServerList {
  #servers: readonly ListedServer[];
  readonly #onlineOf: (name: string) => number | null;
  readonly #turns = new Map<ListedServer, number>();

  /** `onlineOf` is null for a server that is away. */
  constructor(servers: readonly ListedServer[], onlineOf: (name: string) => number | null) {
    this.#servers = servers;
    this.#onlineOf = onlineOf;
    this.replace(servers);
  }

  get servers(): readonly ListedServer[] {
    return this.#servers;
  }

  /** For later choices. */
  replace(servers: readonly ListedServer[]): void {
    assert(
      servers.length > 0 && servers.every(({ selgates }) => selgates.length > 0),
      'there is a server, and a way to each',
    );
    this.#servers = servers;
    this.#turns.clear();
  }

  /** As servers call themselves on the bus: case does not matter. */
  isListed(name: string): boolean {
    return this.#servers.some((server) => server.name.toLowerCase() === name.toLowerCase());
  }

  /** By what the client sends back of the list. */
  find(name: string): ListedServer | null {
    return this.servers.find((server) => server.name === name) ?? null;
  }

  statusOf({ name, onlineMax }: ListedServer): ServerStatus {
    const online = this.#onlineOf(name);
    if (online === null) return ServerStatus.away;
    if (online >= onlineMax) return ServerStatus.full;
    if (online > onlineMax * CROWDED_FROM) return ServerStatus.crowded;
    return online > onlineMax * BUSY_FROM ? ServerStatus.busy : ServerStatus.idle;
  }

  /** The next selgate in turn. */
  routeOf(server: ListedServer): Endpoint {
    const turn = this.#turns.get(server) ?? 0;
    this.#turns.set(server, (turn + 1) % server.selgates.length);
    const selgate = server.selgates[turn];
    assert(selgate !== undefined, 'each server has a selgate');
    return selgate;
  }
}
