// A server's side of the session bus: it connects to LoginSrv, reports its name every few seconds, and has a copy of the sessions that LoginSrv has opened for it.
//
// The copy is correct again after each interruption. On a new connection LoginSrv announces all open sessions before it answers the first SERVERINFO; sessions that it did not
// announce are closed here. A session that ended here while LoginSrv was away is reported on each connection until LoginSrv has closed it.
import type { Cancel } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import type { MirParts } from '../gate/index.ts';
import { type LinkOwner, ServerLink } from '../gate/index.ts';
import type { DialectName, TextEncoding } from '../names/index.ts';
import { SESSIONS_MAX } from '../names/index.ts';
import { BusCodec, type BusMessage, type SessionKey } from './bus-message.ts';
import { createBusFraming } from './framing-bus.ts';
import { BUS_BACK_OFF, BUS_ENDS_MAX, BUS_INFO_MS, BUS_LINK_SILENT_MS, BUS_READY_MS, BUS_TICK_MS } from './limits.ts';
import type { SessionDirectory } from './session-clients.ts';

/** A session that LoginSrv has opened for this server. */
export interface BusSession extends SessionKey {
  /** The player's address at sign-in. */
  readonly address: string;
}

export interface BusLinkOwner {
  /** How many players this server has, asked every few seconds. */
  online(): number;
  sessionOpened?(session: BusSession): void;
  /** LoginSrv has closed it, or does not know it any more. Not called for one that `leave` ended. */
  sessionClosed(session: BusSession): void;
  /** The player of the session is to be closed; LoginSrv closes the session itself. */
  sessionKicked?(session: BusSession): void;
  /** LoginSrv has announced all open sessions; or it is away, and new sessions are not announced. */
  busReady?(): void;
  busLost?(): void;
}

export interface BusLinkParts extends MirParts {
  readonly owner: BusLinkOwner;
}

export interface BusLinkOptions {
  /** LoginSrv's session bus. */
  readonly server: Endpoint;
  /** Our identity: the name of the server in LoginSrv's list, and `DBSRV_INDEX` or the index of a game server. */
  readonly serverName: string;
  readonly index: number;
  readonly dialect: DialectName;
  readonly encoding: TextEncoding;
}

export class BusLink implements LinkOwner, SessionDirectory {
  readonly #parts: BusLinkParts;
  readonly #options: BusLinkOptions;
  readonly #codec: BusCodec;
  readonly #link: ServerLink;
  readonly #sessions = new Map<number, BusSession>();
  /** Ended here, and not yet closed by LoginSrv. */
  readonly #ends = new Map<number, SessionKey>();
  /** Sessions announced on this connection before it was ready. */
  readonly #announced = new Set<number>();
  #isReady = false;
  #cancelTick: Cancel | null = null;

  constructor(parts: BusLinkParts, options: BusLinkOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#codec = new BusCodec(options.dialect, options.encoding);
    this.#link = new ServerLink(
      { ...parts, owner: this, log: parts.log.child({ link: 'session bus' }) },
      {
        server: options.server,
        framing: createBusFraming(),
        keepaliveMs: BUS_INFO_MS,
        silentMs: BUS_LINK_SILENT_MS,
        backoff: BUS_BACK_OFF,
      },
    );
  }

  start(): void {
    const { clock } = this.#parts;
    this.#link.start();
    this.#cancelTick = clock.every(BUS_TICK_MS, () => {
      const nowMs = clock.monotonicMs();
      this.#link.tick(nowMs);
      const isLate = this.#link.isUp && !this.#isReady && nowMs - this.#link.sinceMs > BUS_READY_MS;
      if (isLate) this.#link.giveUp('server-not-ready');
    });
  }

  /** For good; what is queued is still sent. */
  stop(): void {
    this.#cancelTick?.();
    this.#link.stop();
  }

  /** Whether new sessions are announced: LoginSrv is connected and has announced all that are open. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** The open session of that account and id, or null. Accounts differ by more than case. */
  sessionOf({ account, session }: SessionKey): BusSession | null {
    const found = this.#sessions.get(session);
    return found !== undefined && found.account === account.toLowerCase() ? found : null;
  }

  isOpen(key: SessionKey): boolean {
    return this.sessionOf(key) !== null;
  }

  /** The player is gone: the session ends here, and LoginSrv is notified, now or when it is back. */
  leave(key: SessionKey): void {
    const session = this.sessionOf(key);
    if (session === null) return;
    this.#sessions.delete(session.session);
    if (this.#ends.size >= BUS_ENDS_MAX) this.#forgetOldestEnd();
    this.#ends.set(session.session, session);
    this.#say({ kind: 'softOut', account: session.account, session: session.session });
  }

  status() {
    return {
      link: this.#link.state,
      linkSinceMs: this.#parts.clock.monotonicMs() - this.#link.sinceMs,
      isReady: this.#isReady,
      sessions: this.#sessions.size,
      /** Ends that LoginSrv has not confirmed. */
      ends: this.#ends.size,
    };
  }

  // Called by the link.

  keepalive(): Uint8Array {
    const { serverName, index } = this.#options;
    return this.#codec.encode({ kind: 'serverInfo', serverName, index, online: this.#parts.owner.online() });
  }

  linkUp(): void {
    this.#announced.clear();
    for (const { account, session } of this.#ends.values()) this.#say({ kind: 'softOut', account, session });
  }

  linkDown(): void {
    if (!this.#isReady) return;
    this.#isReady = false;
    this.#parts.owner.busLost?.();
  }

  linkDrained(): void {}

  packet(bytes: Uint8Array, start: number, end: number): void {
    const message = this.#codec.decode(bytes, start, end);
    if (message.kind === 'open') this.#open(message);
    else if (message.kind === 'close') this.#close(message);
    else if (message.kind === 'kick') this.#kick(message);
    else if (message.kind === 'keepalive') this.#ready();
    else if (message.kind === 'malformed') this.#malformed(message.reason);
  }

  #open(message: Extract<BusMessage, { kind: 'open' }>): void {
    const { session, address } = message;
    if (!this.#isReady && this.#announced.size < SESSIONS_MAX) this.#announced.add(session);
    if (this.#ends.has(session)) return;
    const account = message.account.toLowerCase();
    const before = this.#sessions.get(session);
    if (before?.account === account) return;
    if (before !== undefined) this.#end(before);
    if (this.#sessions.size >= SESSIONS_MAX) {
      this.#parts.counters.counter('mir_bus_refused', 'too-many-sessions').add();
      return;
    }
    const opened = { account, session, address };
    this.#sessions.set(session, opened);
    this.#parts.owner.sessionOpened?.(opened);
  }

  #close(key: SessionKey): void {
    this.#ends.delete(key.session);
    const session = this.sessionOf(key);
    if (session !== null) this.#end(session);
  }

  #kick(key: SessionKey): void {
    const session = this.sessionOf(key);
    if (session !== null) this.#parts.owner.sessionKicked?.(session);
  }

  /** The first answer on a connection: LoginSrv knows no session that it did not announce before. */
  #ready(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    for (const session of [...this.#sessions.values()]) if (!this.#announced.has(session.session)) this.#end(session);
    for (const session of [...this.#ends.keys()]) if (!this.#announced.has(session)) this.#ends.delete(session);
    this.#announced.clear();
    this.#parts.log.info('LoginSrv has announced its sessions', { sessions: this.#sessions.size });
    this.#parts.owner.busReady?.();
  }

  #end(session: BusSession): void {
    this.#sessions.delete(session.session);
    this.#parts.owner.sessionClosed(session);
  }

  #malformed(reason: string): void {
    this.#parts.counters.counter('mir_bus_malformed', reason).add();
    this.#parts.log.warn('a message of LoginSrv was refused: check that both have the same `dialect` and `encoding`', {
      reason,
    });
  }

  #forgetOldestEnd(): void {
    for (const oldest of this.#ends.keys()) {
      this.#ends.delete(oldest);
      return;
    }
  }

  #say(message: BusMessage): void {
    this.#link.send(this.#codec.encode(message));
  }
}
