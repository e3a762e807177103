// LoginSrv's side of the session bus: servers connect, say their name, and get the sessions that are theirs. A server gets nothing before it has said its name. Then it
// gets all open sessions before its first answer, so that a server that reconnects knows exactly these.
import { assert, createNetworkTest } from '../../base/index.ts';
import type { CloseReason, Connection, Endpoint, Listener, ListenerStatus } from '../../reactor/index.ts';
import type { MirParts } from '../gate/index.ts';
import type { DialectName, TextEncoding } from '../names/index.ts';
import { BusCodec, type BusMessage, DBSRV_INDEX, PAY_MODE_FREE, type SessionKey } from './bus-message.ts';
import { createBusFraming } from './framing-bus.ts';
import { BUS_OUTPUT_MAX_BYTES, BUS_PEERS_MAX, BUS_SILENT_MS } from './limits.ts';

/** A session that a server is to know of. */
export interface AnnouncedSession extends SessionKey {
  readonly serverName: string;
  /** The player's. */
  readonly address: string;
}

export interface SessionBusOwner {
  /** Whether a server of that name is in the list that players see. */
  isListed(serverName: string): boolean;
  /** All that are open. */
  sessions(): Iterable<AnnouncedSession>;
  /** A server reports that the player has left. */
  softOut(key: SessionKey): void;
  /** A server wants the player closed, wherever it plays. */
  kick(key: SessionKey): void;
}

export interface SessionBusParts extends Omit<MirParts, 'random'> {
  readonly owner: SessionBusOwner;
}

export interface SessionBusOptions {
  readonly listen: Endpoint;
  /** Addresses and networks that servers connect from. */
  readonly peers: readonly string[];
  readonly dialect: DialectName;
  readonly encoding: TextEncoding;
}

type BusReason = CloseReason | 'bus-peer-unknown' | 'bus-peer-silent' | 'bus-peer-replaced';

/** One server that is connected. */
interface Peer {
  readonly connection: Connection<BusReason>;
  name: string | null;
  index: number;
  online: number;
}

export class SessionBus {
  readonly #parts: SessionBusParts;
  readonly #options: SessionBusOptions;
  readonly #codec: BusCodec;
  readonly #isPeer: (address: string) => boolean;
  readonly #peers = new Set<Peer>();
  #listener: Listener | null = null;

  constructor(parts: SessionBusParts, options: SessionBusOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#codec = new BusCodec(options.dialect, options.encoding);
    this.#isPeer = createNetworkTest(options.peers);
  }

  /** Opens the port. Rejects with `ReactorError` when it cannot be opened. */
  async start(): Promise<Listener> {
    this.#listener = await this.#parts.reactor.listen<BusReason>({
      endpoint: this.#options.listen,
      framing: createBusFraming(),
      connectionsMax: BUS_PEERS_MAX,
      firstFrameMs: null,
      outputMaxBytes: BUS_OUTPUT_MAX_BYTES,
      handler: (connection) => {
        const peer: Peer = { connection, name: null, index: 0, online: 0 };
        return {
          opened: () => this.#opened(peer),
          frame: (bytes, start, end) => this.#heard(peer, this.#codec.decode(bytes, start, end)),
          closed: (reason) => this.#closed(peer, reason),
        };
      },
    });
    return this.#listener;
  }

  /** Lets no server in any more; those that are here end when the reactor stops. */
  async stop(): Promise<void> {
    await this.#listener?.close();
  }

  announceOpen(session: AnnouncedSession): void {
    const packet = this.#openPacket(session);
    for (const peer of this.#peers) if (this.#concerns(peer, session)) this.#send(peer, packet);
  }

  announceClose(session: AnnouncedSession): void {
    this.#announceKey('close', session);
  }

  announceKick(session: AnnouncedSession): void {
    this.#announceKey('kick', session);
  }

  /** Players of that server, as its own servers reported; null when none of them is on the bus. */
  onlineOf(serverName: string): number | null {
    const peers = [...this.#peers].filter(({ name }) => name === serverName.toLowerCase());
    return peers.length === 0 ? null : peers.reduce((sum, { online }) => sum + online, 0);
  }

  get online(): number {
    return [...this.#peers].reduce((sum, { online }) => sum + online, 0);
  }

  /** `server` is null until it has said its name. */
  peers() {
    return [...this.#peers].map(({ name: server, index, online, connection: { remoteAddress: address } }) => ({
      server,
      index,
      address,
      online,
    }));
  }

  status(): ListenerStatus {
    assert(this.#listener !== null, 'a bus is asked after it was started');
    return this.#listener.status();
  }

  #opened(peer: Peer): void {
    const { remoteAddress } = peer.connection;
    if (!this.#isPeer(remoteAddress)) {
      this.#parts.log.warn(
        'a server that is not listed was refused at the session bus: add its address to `busPeers`',
        {
          server: remoteAddress,
        },
      );
      peer.connection.destroy('bus-peer-unknown');
      return;
    }
    this.#peers.add(peer);
    peer.connection.setDeadline(BUS_SILENT_MS, 'bus-peer-silent');
  }

  #closed(peer: Peer, reason: BusReason): void {
    if (!this.#peers.delete(peer)) return;
    const { name: server, index, connection } = peer;
    this.#parts.log.warn('a server has left the session bus', {
      server,
      index,
      address: connection.remoteAddress,
      reason,
    });
  }

  #heard(peer: Peer, message: ReturnType<BusCodec['decode']>): void {
    if (!this.#peers.has(peer)) return;
    if (message.kind === 'serverInfo') this.#info(peer, message);
    // One without a name is sent nothing, and one that does not read gets nothing that it is sent.
    if (peer.name !== null && !peer.connection.isCongested)
      peer.connection.setDeadline(BUS_SILENT_MS, 'bus-peer-silent');
    if (message.kind === 'serverInfo') return;
    if (message.kind === 'softOut') this.#parts.owner.softOut(keyOf(message));
    else if (message.kind === 'kick') this.#parts.owner.kick(keyOf(message));
    else if (message.kind === 'relay') this.#relay(peer, message);
    else if (message.kind === 'malformed') this.#malformed(peer, message.reason);
    else if (message.kind !== 'load' && message.kind !== 'cost') this.#malformed(peer, 'not-for-us');
  }

  #info(peer: Peer, info: Extract<BusMessage, { kind: 'serverInfo' }>): void {
    const name = info.serverName.toLowerCase();
    const isKnown = peer.name === name && peer.index === info.index;
    peer.name = name;
    peer.index = info.index;
    peer.online = info.online;
    if (!isKnown) this.#introduce(peer, info.serverName);
    this.#send(peer, this.#codec.encode({ kind: 'keepalive', online: this.online }));
  }

  #introduce(peer: Peer, serverName: string): void {
    const { index, connection } = peer;
    const { remoteAddress: address } = connection;
    const fields = { server: serverName, index, address };
    this.#parts.log.info('a server is on the session bus', fields);
    if (!this.#parts.owner.isListed(serverName)) {
      this.#parts.log.warn('no server in `servers` has its name: players cannot choose it', fields);
    }
    // A server that reconnects is the same one: its old connection would count its players twice.
    for (const other of [...this.#peers]) {
      const isSame = other.name === peer.name && other.index === index && other.connection.remoteAddress === address;
      if (other !== peer && isSame) other.connection.destroy('bus-peer-replaced');
    }
    for (const session of this.#parts.owner.sessions()) {
      if (this.#concerns(peer, session)) this.#send(peer, this.#openPacket(session));
    }
  }

  /** A DBSrv without a known name is sent all sessions, as the originals do. */
  #concerns({ name, index }: Peer, { serverName }: AnnouncedSession): boolean {
    if (name === null) return false;
    return name === serverName.toLowerCase() || (index === DBSRV_INDEX && !this.#parts.owner.isListed(name));
  }

  #announceKey(kind: 'close' | 'kick', session: AnnouncedSession): void {
    const packet = this.#codec.encode({ kind, account: session.account, session: session.session });
    for (const peer of this.#peers) if (this.#concerns(peer, session)) this.#send(peer, packet);
  }

  #openPacket({ account, session, address }: AnnouncedSession): Uint8Array {
    return this.#codec.encode({ kind: 'open', account, session, payCost: 0, payMode: PAY_MODE_FREE, address });
  }

  /** Sent to all, its sender included, as in the originals. */
  #relay(from: Peer, message: BusMessage): void {
    if (from.name === null) return;
    const packet = this.#codec.encode(message);
    for (const peer of this.#peers) if (peer.name !== null) this.#send(peer, packet);
  }

  #malformed({ connection }: Peer, reason: string): void {
    this.#parts.counters.counter('mir_bus_malformed', reason).add();
    this.#parts.log.warn(
      'a message on the session bus was refused: check that all have the same `dialect` and `encoding`',
      {
        server: connection.remoteAddress,
        reason,
      },
    );
  }

  #send({ connection }: Peer, packet: Uint8Array): void {
    connection.sendRaw(packet, 0, packet.length);
  }
}

/** Accounts differ by more than case. */
function keyOf({ account, session }: SessionKey): SessionKey {
  return { account: account.toLowerCase(), session };
}
