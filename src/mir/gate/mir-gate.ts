// A gate in front of a Mir server: many clients, one link. It reports each client that connects and leaves, forwards checked frames, and obeys the server's orders.
// Invariants: the server learns of a client before its first frame, and of its end after its last one, on the same link; while the link is congested no client
// is read, so the bytes that wait for the server have a bound; nothing that a client sends can end a packet (`framing-mir.ts`).
import { assert, type Cancel, messageOf, RateRule } from '../../base/index.ts';
import { GATHER_BYTES, type Listener } from '../../reactor/index.ts';
import { createLinkFraming, createMirFraming, encodeMessage, SM } from '../wire/index.ts';
import { AddressPaces } from './address-paces.ts';
import { BlockList } from './block-list.ts';
import { ABUSES, type MirCloseReason } from './close-reason.ts';
import { createGateCounters, type GateCounters } from './gate-counters.ts';
import type { MirGateOptions, MirGateParts } from './gate-options.ts';
import { GatePackets, KEEPALIVE } from './gate-packets.ts';
import { GateSession, type MirConnection, type SessionHost } from './gate-session.ts';
import { CLIENT_OUTPUT_BYTES_MAX, HELD_BYTES_MAX, STAR_WAIT_MS, TICK_MS } from './limits.ts';
import { type LinkOwner, type LinkReason, ServerLink } from './server-link.ts';
import { ServerPacket, ServerPacketReader } from './server-packet.ts';
import { SessionTable } from './session-table.ts';

export class MirGate implements SessionHost, LinkOwner {
  readonly frameRule: RateRule;
  readonly idleMs: number;
  readonly hasFlowControl: boolean;
  readonly #parts: MirGateParts;
  readonly #options: MirGateOptions;
  readonly #counters: GateCounters;
  readonly #packets: GatePackets;
  readonly #reader: ServerPacketReader;
  readonly #link: ServerLink;
  readonly #table = new SessionTable();
  readonly #blocks = new BlockList();
  readonly #paces: AddressPaces;
  /** `#…!` with the message that ends a client's session. */
  readonly #farewell: Uint8Array;
  #listener: Listener | null = null;
  #cancelTick: Cancel | null = null;

  /** Throws `MirError` when the block list cannot be used. */
  constructor(parts: MirGateParts, options: MirGateOptions) {
    this.#parts = parts;
    this.#options = options;
    this.idleMs = options.idleMs;
    this.hasFlowControl = options.hasFlowControl;
    this.frameRule = new RateRule(options.frameRate);
    this.#counters = createGateCounters(parts.counters);
    this.#packets = new GatePackets(options);
    this.#reader = new ServerPacketReader(options.dialect);
    this.#paces = new AddressPaces(options.connectRate);
    const code = encodeMessage(options.codec, { ident: SM.outOfConnection });
    this.#farewell = Buffer.concat([Buffer.from('#'), code, Buffer.from('!')]);
    this.#link = new ServerLink({ ...parts, owner: this }, { ...options, framing: createLinkFraming() });
    this.reloadBlockList();
  }

  /** Opens the port and looks for the server. Rejects with `ReactorError` when the port cannot be opened. */
  async start(): Promise<Listener> {
    const { reactor, clock } = this.#parts;
    const { listen, frameBytesMax, connectionsMax, connectionsPerAddressMax, isProxy } = this.#options;
    this.#listener = await reactor.listen<MirCloseReason>({
      endpoint: listen,
      framing: createMirFraming({ end: 'server', frameBytesMax }),
      connectionsMax,
      connectionsPerAddressMax,
      // A player types a password before the first frame: that is what `idleMs` is for.
      firstFrameMs: null,
      heldMaxBytes: HELD_BYTES_MAX,
      outputHighBytes: GATHER_BYTES,
      outputMaxBytes: CLIENT_OUTPUT_BYTES_MAX,
      ...(isProxy === undefined ? {} : { isProxy }),
      handler: (connection) => this.#sessionOf(connection),
    });
    this.#link.start();
    this.#cancelTick = clock.every(TICK_MS, () => this.#tick());
    return this.#listener;
  }

  /** Lets nobody in any more and ends link and clients when the reactor stops. */
  async stop(): Promise<void> {
    this.#cancelTick?.();
    this.#link.stop();
    await this.#listener?.close();
  }

  status() {
    const { clock } = this.#parts;
    const listener = this.#listener;
    assert(listener !== null, 'a gate is asked after it was started');
    return {
      link: this.#link.state,
      linkSinceMs: clock.monotonicMs() - this.#link.sinceMs,
      unsentBytes: this.#link.unsentBytes,
      clients: this.#table.byId.size,
      waiting: this.#table.waiting.size,
      blockedAddresses: this.#blocks.count,
      listener: listener.status(),
    };
  }

  /** Reads the block list again and closes the clients that it names. Throws `MirError` and keeps the old list when it cannot be used. */
  reloadBlockList(): void {
    const { blockListFile } = this.#parts;
    if (blockListFile === null) return;
    this.#blocks.replace(blockListFile.read());
    const nowMs = this.nowMs();
    for (const session of [...this.#table.byId.values()]) {
      if (this.#blocks.isBlocked(session, nowMs)) session.connection.close('blocked');
    }
  }

  // Called by sessions.

  nowMs(): number {
    return this.#parts.clock.monotonicMs();
  }

  entered(session: GateSession): void {
    const refusal = this.#refusalOf(session);
    if (refusal !== null) {
      this.#turnAway(session, refusal);
      return;
    }
    this.#table.byId.set(session.id, session);
    if (this.#link.isUp && !this.#link.isCongested) this.#announce(session);
    else {
      session.wait();
      this.#table.waiting.add(session);
    }
  }

  forward(session: GateSession, payload: Uint8Array): void {
    this.#counters.framesForwarded.add();
    this.#link.send(this.#packets.data(session.dataHead, payload));
    if (this.#link.isCongested) this.#holdAll();
  }

  blocked(session: GateSession): void {
    this.#counters.clientsBlocked.add();
    // One that answered was left where it stood; it is due after all others now.
    this.#table.blocked.delete(session);
    this.#table.blocked.add(session);
  }

  ended(session: GateSession, reason: MirCloseReason): void {
    if (session.state === 'over') return;
    const wasAnnounced = session.state === 'announced';
    session.state = 'over';
    this.#table.remove(session);
    if (wasAnnounced) this.#link.send(this.#packets.close(session.id));
    this.#parts.log.debug('client gone', { client: session.id, address: session.address, reason });
    if (this.#options.onAbuse === 'block' && ABUSES.has(reason)) this.#blockForAWhile(session.customer);
  }

  // Called by the link.

  linkUp(): void {
    this.#counters.linkUp.add();
    this.#announceWaiting();
  }

  linkDown(reason: LinkReason): void {
    this.#counters.linkDown(reason).add();
    const { waiting, held } = this.#table;
    held.clear();
    for (const session of [...this.#table.byId.values()]) {
      if (session.state === 'waiting') continue;
      // Of one that has said nothing the server knows nothing: it can be announced again.
      if (this.#options.whenDown !== 'hold' || session.hasSpoken || waiting.size >= this.#options.holdCountMax) {
        this.#sendAway(session, 'server-lost');
      } else {
        session.wait();
        waiting.add(session);
      }
    }
    if (this.#options.whenDown === 'hold') return;
    for (const session of [...waiting]) this.#sendAway(session, 'no-server');
  }

  keepalive(): Uint8Array {
    return KEEPALIVE;
  }

  packet(bytes: Uint8Array, start: number, end: number): void {
    const reader = this.#reader;
    const kind = reader.read(bytes, start, end);
    if (kind === ServerPacket.alive) return;
    if (kind === ServerPacket.unknown) {
      this.#packetUnknown();
      return;
    }
    const session = this.#table.byId.get(reader.id);
    if (kind === ServerPacket.tooLong) {
      this.#packetUnknown();
      session?.connection.close('packet-too-long');
      return;
    }
    if (session === undefined || session.state !== 'announced') this.#counters.clientUnknown.add();
    else if (kind === ServerPacket.data) {
      this.#counters.framesDelivered.add();
      session.deliver(bytes.subarray(reader.dataStart, end));
    } else this.#obey(session, kind);
  }

  linkDrained(): void {
    const { held } = this.#table;
    for (const session of held) {
      held.delete(session);
      session.connection.release();
      if (this.#link.isCongested) return;
    }
    this.#announceWaiting();
  }

  #packetUnknown(): void {
    const reason = this.#reader.reason ?? 'empty';
    this.#counters.packetUnknown(reason).add();
    this.#parts.log.warn('a packet of the server was dropped', { reason, client: this.#reader.id });
  }

  #obey(session: GateSession, kind: ServerPacket): void {
    const { customer } = session;
    this.#counters.kicks.add();
    session.connection.close('kicked');
    if (kind === ServerPacket.blockForAWhile) this.#blockForAWhile(customer);
    if (kind === ServerPacket.block) this.#block(customer);
  }

  #sessionOf(connection: MirConnection): GateSession {
    const id = this.#table.nextId();
    return new GateSession(this, { id, connection, dataHead: this.#packets.dataHead(id) });
  }

  #refusalOf({ address, customer }: GateSession): MirCloseReason | null {
    const nowMs = this.nowMs();
    if (this.#blocks.isBlocked({ address, customer }, nowMs)) return 'blocked';
    if (!this.#paces.allow(customer, nowMs)) return 'too-many-connects';
    if (this.#link.isUp) return null;
    const { whenDown, holdCountMax } = this.#options;
    return whenDown === 'hold' && this.#table.waiting.size < holdCountMax ? null : 'no-server';
  }

  #turnAway(session: GateSession, reason: MirCloseReason): void {
    // A flood gets the cheapest answer.
    if (reason === 'no-server') this.#sendAway(session, reason);
    else session.connection.destroy(reason);
  }

  #sendAway({ connection }: GateSession, reason: MirCloseReason): void {
    if (this.#options.whenDown === 'message') connection.sendRaw(this.#farewell, 0, this.#farewell.length);
    connection.close(reason);
  }

  #announce(session: GateSession): void {
    this.#counters.announced.add();
    this.#link.send(this.#packets.open(session.id, session.address));
    session.announced();
  }

  #announceWaiting(): void {
    const { waiting } = this.#table;
    for (const session of waiting) {
      if (this.#link.isCongested) return;
      waiting.delete(session);
      this.#announce(session);
    }
  }

  /** No client is read until the server has taken what is queued. */
  #holdAll(): void {
    const { held, byId } = this.#table;
    this.#counters.linkCongested.add();
    for (const session of byId.values()) {
      if (session.state !== 'announced' || held.has(session)) continue;
      session.connection.hold();
      held.add(session);
    }
  }

  #blockForAWhile(customer: string): void {
    this.#counters.blocks.add();
    this.#blocks.addForAWhile(customer, this.nowMs() + this.#options.blockMs);
    this.#parts.log.info('address blocked for a while', { address: customer, seconds: this.#options.blockMs / 1_000 });
    this.#closeFrom(customer);
  }

  #block(customer: string): void {
    const { log, blockListFile } = this.#parts;
    this.#counters.blocks.add();
    if (!this.#blocks.add(customer)) {
      log.error('the block list is full: an address that the server blocked is not blocked', { address: customer });
      return;
    }
    log.warn('address blocked by the server', { address: customer });
    blockListFile?.append(customer).catch((error: unknown) => {
      log.error(`the block list cannot be written: ${messageOf(error)}; the block ends with this process`, {
        address: customer,
      });
    });
    this.#closeFrom(customer);
  }

  #closeFrom(customer: string): void {
    for (const session of [...this.#table.byId.values()]) {
      if (session.customer === customer) session.connection.close('blocked');
    }
  }

  #tick(): void {
    const nowMs = this.nowMs();
    const { byId, waiting, blocked } = this.#table;
    this.#link.tick(nowMs);
    this.#blocks.tick(nowMs);
    for (const session of byId.values()) {
      if (nowMs - session.openedMs < this.#options.lifeMs) break;
      session.connection.close('life-over');
    }
    for (const session of waiting) {
      if (nowMs - session.waitsSinceMs < this.#options.holdMs) break;
      this.#sendAway(session, 'hold-timeout');
    }
    for (const session of blocked) {
      if (session.isBlocked && nowMs - session.blockedSinceMs < STAR_WAIT_MS) break;
      blocked.delete(session);
      if (session.isBlocked) session.goOn();
    }
  }
}
