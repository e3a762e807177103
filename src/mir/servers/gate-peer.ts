// One gate that is connected to a server: its clients by the ids it chose, and its packets. The gate is not read while too many bytes wait for it or too many messages are
// in flight; it gets keepalives meanwhile.
import type { Cancel, Clock } from '../../base/index.ts';
import type { CloseReason, Connection, ConnectionHandler } from '../../reactor/index.ts';
import type { ServedClient } from './gate-client.ts';
import { GatePacket, type GatePacketFault, type GatePacketReader } from './gate-packet.ts';
import { ALIVE_EVERY_MS, GATE_SILENT_MS, UNREAD_MS } from './limits.ts';

export type GateReason = CloseReason | 'gate-unknown' | 'gate-silent' | 'gate-not-reading';
export type GateConnection = Connection<GateReason>;

/** `%++$`: the server is alive. */
const ALIVE = Buffer.from('%++$', 'latin1');

/** What a gate's connection needs of its port. */
export interface GateHost {
  readonly clock: Clock;
  readonly reader: GatePacketReader;
  /** Whether no gate is to be read at the moment. */
  readonly isBusy: boolean;
  /** Whether the gate is admitted. */
  gateOpened(gate: GatePeer): boolean;
  gateClosed(gate: GatePeer, reason: GateReason): void;
  /** The reader's fields describe the client. */
  clientOpened(gate: GatePeer): void;
  clientGone(gate: GatePeer, client: ServedClient): void;
  unknownPacket(gate: GatePeer, fault: GatePacketFault): void;
  unknownClient(): void;
}

export class GatePeer implements ConnectionHandler<GateReason> {
  readonly connection: GateConnection;
  readonly clients = new Map<number, ServedClient>();
  readonly #host: GateHost;
  #isHeld = false;
  #cancelAlive: Cancel | null = null;

  constructor(host: GateHost, connection: GateConnection) {
    this.#host = host;
    this.connection = connection;
  }

  opened(): void {
    if (this.#host.gateOpened(this)) this.connection.setDeadline(GATE_SILENT_MS, 'gate-silent');
    else this.connection.destroy('gate-unknown');
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    if (!this.connection.isOpen) return;
    this.connection.setDeadline(GATE_SILENT_MS, 'gate-silent');
    const { reader } = this.#host;
    const kind = reader.read(bytes, start, end);
    if (kind === GatePacket.data) this.#client()?.receive(bytes, reader.dataStart, end);
    else if (kind === GatePacket.open) this.#host.clientOpened(this);
    else if (kind === GatePacket.close) this.#clientGone();
    else if (kind === GatePacket.keepalive) this.send(ALIVE);
    else this.#unknown(kind);
    this.pace();
  }

  drained(): void {
    this.pace();
  }

  closed(reason: GateReason): void {
    this.#cancelAlive?.();
    this.#host.gateClosed(this, reason);
  }

  /** A whole packet. */
  send(packet: Uint8Array): void {
    this.connection.sendRaw(packet, 0, packet.length);
  }

  /** Reads the next packets, or pauses. */
  pace(): void {
    const shallHold = this.#host.isBusy || this.connection.isCongested;
    if (shallHold === this.#isHeld || !this.connection.isOpen) return;
    this.#isHeld = shallHold;
    if (!shallHold) {
      this.#cancelAlive?.();
      this.#cancelAlive = null;
      this.connection.setDeadline(GATE_SILENT_MS, 'gate-silent');
      this.connection.release();
      return;
    }
    if (this.connection.isCongested) this.connection.setDeadline(UNREAD_MS, 'gate-not-reading');
    else this.connection.clearDeadline();
    this.connection.hold();
    this.#cancelAlive = this.#host.clock.every(ALIVE_EVERY_MS, () => {
      if (!this.connection.isCongested) this.send(ALIVE);
    });
  }

  #client(): ServedClient | null {
    const client = this.clients.get(this.#host.reader.id);
    if (client !== undefined) return client;
    // A kicked client may have sent this before the gate closed it.
    this.#host.unknownClient();
    return null;
  }

  #clientGone(): void {
    const client = this.#client();
    if (client !== null) this.#host.clientGone(this, client);
  }

  /** A packet that cannot be read costs its own client the connection, where it names one. */
  #unknown(kind: GatePacket): void {
    const { reader } = this.#host;
    if (reader.fault !== null) this.#host.unknownPacket(this, reader.fault);
    if (kind === GatePacket.tooLong) this.#client()?.kick('packet-too-long');
  }
}
