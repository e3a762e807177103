// Messages to players of other processes: one for each process, whatever the number of its players. A role whose place is not known is
// sent to over its home. They arrive at most once, and those of one process to one player in order.
import { readPlain, writePlain } from '../actor/index.ts';
import { type Counters, type Logger, messageOf } from '../base/index.ts';
import { type Bus, nodeAddress, type Origin, topicAddress } from '../bus/index.ts';
import { HOPS_MAX } from './limits.ts';
import type { RolePlaces } from './role-places.ts';

/** All processes with players. */
const PLAYERS = topicAddress('players');
const SEND = 'players.send';
const SEND_ALL = 'players.all';

/** The gate of this process. */
export interface LocalPlayers {
  /** Returns the roles that do not play here. */
  arrived(roleIds: readonly bigint[], typeId: number, body: Uint8Array): readonly bigint[];
  arrivedForAll(typeId: number, body: Uint8Array): void;
}

export interface NodePlayersParts {
  readonly bus: Bus;
  readonly places: Pick<RolePlaces, 'forget' | 'placeOf'>;
  readonly log: Logger;
  readonly counters: Counters;
}

export class NodePlayers {
  readonly #parts: NodePlayersParts;
  readonly #stops: readonly (() => void)[];
  #local: LocalPlayers | null = null;

  constructor(parts: NodePlayersParts) {
    this.#parts = parts;
    const { bus } = parts;
    this.#stops = [
      bus.serve(nodeAddress(bus.node), { messages: { [SEND]: (body, origin) => this.#sent(body, origin) } }),
      bus.serve(PLAYERS, { messages: { [SEND_ALL]: (body, { sender }) => this.#sentToAll(body, sender) } }),
    ];
  }

  attach(local: LocalPlayers): void {
    this.#local = local;
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  send(roleIds: readonly bigint[], typeId: number, body: Uint8Array): void {
    this.#send({ roleIds, typeId, body, hops: 0 });
  }

  broadcast(typeId: number, body: Uint8Array): void {
    this.#deliver('every process', () => this.#parts.bus.send(PLAYERS, SEND_ALL, writePlain([typeId, body])));
  }

  #send({ roleIds, typeId, body, hops }: Sent): void {
    const { bus, places } = this.#parts;
    const byPlace = Map.groupBy(roleIds, (roleId) => places.placeOf(roleId));
    for (const [place, some] of byPlace) {
      // This process is the home, and nobody plays them.
      if (place === null) continue;
      const message = writePlain([typeId, body, some, hops]);
      this.#deliver(place, () => bus.send(nodeAddress(place), SEND, message));
    }
  }

  #sent(bytes: Uint8Array, { sender }: Origin): void {
    const sent = readSent(bytes);
    if (sent === null || this.#local === null) return;
    const { roleIds, typeId, body, hops } = sent;
    const others = this.#local.arrived(roleIds, typeId, body);
    if (others.length === 0 || hops >= HOPS_MAX) return;
    // This process is their home, or they have left it meanwhile. It does not go back.
    const { places } = this.#parts;
    const onward = others.filter((roleId) => places.placeOf(roleId) !== sender);
    if (onward.length > 0) this.#send({ roleIds: onward, typeId, body, hops: hops + 1 });
  }

  #sentToAll(bytes: Uint8Array, sender: string): void {
    if (sender === this.#parts.bus.node || this.#local === null) return;
    const list = readPlain(bytes);
    const [typeId, body] = Array.isArray(list) ? (list as readonly unknown[]) : [];
    if (typeof typeId === 'number' && body instanceof Uint8Array) this.#local.arrivedForAll(typeId, body);
  }

  /** A message that the bus does not take is lost, as one to a player whose line is broken: it is counted. */
  #deliver(where: string, send: () => void): void {
    try {
      send();
    } catch (error) {
      this.#parts.counters.counter('node_messages_lost').add();
      this.#parts.log.warn(`messages to players were not sent to ${where}: ${messageOf(error)}`);
    }
  }
}

interface Sent {
  readonly roleIds: readonly bigint[];
  readonly typeId: number;
  readonly body: Uint8Array;
  readonly hops: number;
}

/** Null for bytes that are no such message. */
function readSent(bytes: Uint8Array): Sent | null {
  const list = readPlain(bytes);
  if (!Array.isArray(list)) return null;
  const [typeId, body, roleIds, hops] = list as readonly unknown[];
  if (typeof typeId !== 'number' || !(body instanceof Uint8Array) || !Array.isArray(roleIds)) return null;
  if (typeof hops !== 'number' || !roleIds.every((roleId) => typeof roleId === 'bigint')) return null;
  return { roleIds, typeId, body, hops };
}
