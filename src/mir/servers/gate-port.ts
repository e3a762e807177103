// The port at which gates connect to a server: one connection carries many clients. Each client has a handler, which gets its messages decoded, in order, one at a time.
// All that a gate can send is bounded, and only gates at listed addresses are accepted.
import { assert, type Clock, createNetworkTest, messageOf } from '../../base/index.ts';
import type { Endpoint, Listener } from '../../reactor/index.ts';
import type { MirParts } from '../gate/index.ts';
import { createLinkFraming, type Dialect, type GateKind, type MirCodec } from '../wire/index.ts';
import { type ClientHost, type GateClient, type GateClientHandler, ServedClient } from './gate-client.ts';
import { type GatePacketFault, GatePacketReader } from './gate-packet.ts';
import { type GateHost, GatePeer, type GateReason } from './gate-peer.ts';
import { GATE_OUTPUT_HIGH_BYTES, GATE_OUTPUT_MAX_BYTES, GATES_MAX, HANDLING_MAX, HANDLING_MS } from './limits.ts';

export interface GatePortOptions {
  /** Which gates connect here. */
  readonly kind: GateKind;
  readonly dialect: Dialect;
  readonly codec: MirCodec;
  readonly listen: Endpoint;
  /** Addresses and networks that gates connect from. */
  readonly gates: readonly string[];
  /** Of all gates together. */
  readonly clientsMax: number;
}

export interface GatePortParts extends Omit<MirParts, 'random'> {
  /** Creates the handler of a new client. */
  readonly attend: (client: GateClient) => GateClientHandler;
}

export class GatePort implements GateHost, ClientHost {
  readonly clock: Clock;
  readonly codec: MirCodec;
  readonly reader: GatePacketReader;
  readonly #parts: GatePortParts;
  readonly #options: GatePortOptions;
  readonly #isGate: (address: string) => boolean;
  readonly #gates = new Set<GatePeer>();
  readonly #gateOf = new Map<ServedClient, GatePeer>();
  #clientNumber = 0;
  #handling = 0;
  #isBusy = false;
  #listener: Listener | null = null;
  #whenIdle: (() => void) | null = null;

  constructor(parts: GatePortParts, options: GatePortOptions) {
    this.clock = parts.clock;
    this.codec = options.codec;
    this.reader = new GatePacketReader(options.dialect.letters[options.kind]);
    this.#parts = parts;
    this.#options = options;
    this.#isGate = createNetworkTest(options.gates);
  }

  /** Opens the port. Rejects with `ReactorError` when it cannot be opened. */
  async start(): Promise<Listener> {
    this.#listener = await this.#parts.reactor.listen<GateReason>({
      endpoint: this.#options.listen,
      framing: createLinkFraming(),
      connectionsMax: GATES_MAX,
      firstFrameMs: null,
      outputHighBytes: GATE_OUTPUT_HIGH_BYTES,
      outputMaxBytes: GATE_OUTPUT_MAX_BYTES,
      handler: (connection) => new GatePeer(this, connection),
    });
    return this.#listener;
  }

  /**
   * Lets no gate in any more, closes those that are here, and resolves when the handlers of their clients have heard `closed`: what they say then still
   * goes out over other connections. Handlers that take too long are not waited for.
   */
  async stop(): Promise<void> {
    await this.#listener?.close();
    for (const gate of this.#gates) gate.connection.close('server-shutdown');
    if (this.#isIdle) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#whenIdle = resolve;
    const cancel = this.clock.after(HANDLING_MS, resolve);
    await promise;
    cancel();
  }

  status() {
    const listener = this.#listener;
    assert(listener !== null, 'a port is asked after it was started');
    return {
      gates: this.#gates.size,
      clients: this.#gateOf.size,
      /** Messages that are being handled. */
      handling: this.#handling,
      listener: listener.status(),
    };
  }

  // Called by gates.

  get isBusy(): boolean {
    return this.#isBusy;
  }

  gateOpened(gate: GatePeer): boolean {
    const { remoteAddress } = gate.connection;
    if (!this.#isGate(remoteAddress)) {
      this.#parts.log.warn('a gate that is not listed was refused: add its address to `gates`', {
        gate: remoteAddress,
      });
      return false;
    }
    this.#gates.add(gate);
    this.#parts.log.info('a gate has connected', { gate: remoteAddress });
    return true;
  }

  gateClosed(gate: GatePeer, reason: GateReason): void {
    const isKnown = this.#gates.delete(gate);
    for (const client of gate.clients.values()) {
      this.#gateOf.delete(client);
      client.end();
    }
    gate.clients.clear();
    if (this.#isIdle) this.#whenIdle?.();
    if (isKnown) this.#parts.log.warn('a gate has disconnected', { gate: gate.connection.remoteAddress, reason });
  }

  clientOpened(gate: GatePeer): void {
    const { id, address, gateAddress } = this.reader;
    // A gate that reuses an id has lost track of the previous client.
    const before = gate.clients.get(id);
    if (before !== undefined) this.clientGone(gate, before);
    if (this.#gateOf.size >= this.#options.clientsMax) {
      this.#count('mir_clients_kicked', 'too-many-clients');
      gate.send(kickPacket(id));
      return;
    }
    this.#clientNumber++;
    const linkAddress = gate.connection.remoteAddress;
    const client = new ServedClient(this, { id, number: this.#clientNumber, address, gateAddress, linkAddress });
    gate.clients.set(id, client);
    this.#gateOf.set(client, gate);
    this.#count('mir_clients_opened');
    client.attend(this.#parts.attend(client));
  }

  clientGone(gate: GatePeer, client: ServedClient): void {
    gate.clients.delete(client.id);
    this.#gateOf.delete(client);
    client.end();
  }

  unknownPacket(gate: GatePeer, fault: GatePacketFault): void {
    this.#count('mir_packet_unknown', fault);
    this.#parts.log.warn('a packet of a gate was dropped', { gate: gate.connection.remoteAddress, fault });
  }

  unknownClient(): void {
    this.#count('mir_client_unknown');
  }

  // Called by clients.

  handling(client: ServedClient): () => void {
    this.#handling++;
    if (this.#handling >= HANDLING_MAX) this.#setBusy(true);
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      cancel();
      this.#handling--;
      if (this.#isIdle) this.#whenIdle?.();
      if (this.#isBusy && this.#handling <= HANDLING_MAX / 2) this.#setBusy(false);
    };
    // A handler that never ends must not block the gates for ever.
    const cancel = this.clock.after(HANDLING_MS, () => {
      client.kick('handling-timeout');
      end();
    });
    return end;
  }

  deliver(client: ServedClient, code: Uint8Array): void {
    const packet = Buffer.concat([Buffer.from(`%${client.id}/#`, 'latin1'), code, DATA_END]);
    this.#gateOf.get(client)?.send(packet);
  }

  ended(client: ServedClient, reason: string): void {
    const gate = this.#gateOf.get(client);
    if (gate === undefined) return;
    this.#count('mir_clients_kicked', reason);
    this.#parts.log.debug('a client is closed', { client: client.number, address: client.address, reason });
    gate.send(kickPacket(client.id));
    this.clientGone(gate, client);
  }

  failed(client: ServedClient, error: unknown): void {
    const { number, address } = client;
    this.#parts.log.error(`a message could not be handled: ${messageOf(error)}`, { client: number, address });
    client.kick('handling-failed');
  }

  get #isIdle(): boolean {
    return this.#gates.size + this.#handling === 0;
  }

  #setBusy(isBusy: boolean): void {
    if (this.#isBusy === isBusy) return;
    this.#isBusy = isBusy;
    if (isBusy) this.#count('mir_port_busy');
    for (const gate of this.#gates) gate.pace();
  }

  #count(name: string, label?: string): void {
    this.#parts.counters.counter(name, label).add();
  }
}

const DATA_END = Buffer.from('!$', 'latin1');

function kickPacket(id: number): Uint8Array {
  return Buffer.from(`%+-${id}$`, 'latin1');
}
