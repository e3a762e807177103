// The one connection from a gate to its server, or from a server to the session bus. It connects, sends keepalives, closes when the other end is silent or
// reads nothing, and reconnects for ever.
//
//   connecting ──opened──▶ up ──closed or silent──▶ waiting ──back-off──▶ connecting        stop() ends it from anywhere
//
// The log has a line when the link is up and when it is lost; each retry is logged as `debug`.
import { Backoff, type BackoffOptions, type Cancel } from '../../base/index.ts';
import type { CloseReason, Connection, Endpoint } from '../../reactor/index.ts';
import type { Framing } from '../../wire/index.ts';
import { LINK_OUTPUT_BYTES_MAX, TICK_LATE_MS } from './limits.ts';
import type { MirParts } from './mir-parts.ts';

export type LinkReason = CloseReason | 'server-silent' | 'server-not-reading' | 'server-not-ready';
export type LinkState = 'connecting' | 'up' | 'waiting' | 'stopped';

/** The owner's reactions to its link. */
export interface LinkOwner {
  linkUp(): void;
  /** The other end has forgotten us. */
  linkDown(reason: LinkReason): void;
  /** What is sent at once when it is up and then every `keepaliveMs`, whole. */
  keepalive(): Uint8Array;
  /** One packet's payload, valid during the call. */
  packet(bytes: Uint8Array, start: number, end: number): void;
  /** The link is no longer congested. */
  linkDrained(): void;
}

export interface LinkOptions {
  readonly framing: Framing;
  readonly server: Endpoint;
  readonly keepaliveMs: number;
  /** How long the other end may say nothing, and how long it may read nothing while the link is congested. */
  readonly silentMs: number;
  readonly backoff: BackoffOptions;
}

export interface LinkParts extends Omit<MirParts, 'counters'> {
  readonly owner: LinkOwner;
}

export class ServerLink {
  readonly #parts: LinkParts;
  readonly #options: LinkOptions;
  readonly #backoff: Backoff;
  #state: LinkState = 'waiting';
  #connection: Connection<LinkReason> | null = null;
  #cancelRetry: Cancel | null = null;
  /** Moments: of the last change of state, keepalive, and sign of life. */
  #sinceMs: number;
  #keepaliveAtMs = 0;
  #heardAtMs = 0;
  /** When the other end last took something, or nothing much waited for it; and what waited then. */
  #tookAtMs = 0;
  #unsentBytes = 0;
  #tickedAtMs: number;
  #tries = 0;

  constructor(parts: LinkParts, options: LinkOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#backoff = new Backoff(options.backoff, parts.random);
    this.#sinceMs = parts.clock.monotonicMs();
    this.#tickedAtMs = this.#sinceMs;
  }

  get state(): LinkState {
    return this.#state;
  }

  get sinceMs(): number {
    return this.#sinceMs;
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  get isCongested(): boolean {
    return this.#connection?.isCongested ?? false;
  }

  get unsentBytes(): number {
    return this.#connection?.unsentBytes ?? 0;
  }

  start(): void {
    this.#connect();
  }

  /** For good. What is queued is still sent. */
  stop(): void {
    this.#state = 'stopped';
    this.#cancelRetry?.();
    this.#connection?.close('server-shutdown');
  }

  /** Sends a whole packet, if the link is up. */
  send(packet: Uint8Array): void {
    if (this.#state === 'up') this.#connection?.sendRaw(packet, 0, packet.length);
  }

  /** Called often: sends keepalives, and closes a silent link. */
  tick(nowMs: number): void {
    // While our own process stood still it read nothing.
    const lateMs = nowMs - this.#tickedAtMs - TICK_LATE_MS;
    this.#tickedAtMs = nowMs;
    if (this.#state !== 'up') return;
    if (lateMs > 0) {
      this.#heardAtMs += lateMs;
      this.#tookAtMs += lateMs;
    }
    const { unsentBytes } = this;
    if (!this.isCongested || unsentBytes < this.#unsentBytes) this.#tookAtMs = nowMs;
    this.#unsentBytes = unsentBytes;
    const { silentMs } = this.#options;
    if (nowMs - this.#heardAtMs > silentMs) this.giveUp('server-silent');
    else if (nowMs - this.#tookAtMs > silentMs) this.giveUp('server-not-reading');
    else if (nowMs - this.#keepaliveAtMs >= this.#options.keepaliveMs) this.#sendKeepalive(nowMs);
  }

  /** Ends the connection; the next one follows. */
  giveUp(reason: LinkReason): void {
    this.#connection?.destroy(reason);
    this.#lost(reason);
  }

  #connect(): void {
    this.#enter('connecting');
    this.#tries++;
    const { server, framing } = this.#options;
    const connection = this.#parts.reactor.connect<LinkReason>({
      ...server,
      framing,
      outputMaxBytes: LINK_OUTPUT_BYTES_MAX,
      handler: (opened) => ({
        opened: () => this.#opened(),
        frame: (bytes, start, end) => {
          if (this.#connection !== opened || this.#state !== 'up') return;
          this.#heard();
          this.#parts.owner.packet(bytes, start, end);
        },
        drained: () => this.#parts.owner.linkDrained(),
        closed: (reason) => {
          if (this.#connection === opened) this.#lost(reason);
        },
      }),
    });
    this.#connection = connection;
  }

  #opened(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    this.#heardAtMs = nowMs;
    this.#tookAtMs = nowMs;
    this.#unsentBytes = 0;
    this.#enter('up');
    this.#parts.log.info('connected to the server', { server: this.#name, tries: this.#tries });
    this.#tries = 0;
    this.#sendKeepalive(nowMs);
    this.#parts.owner.linkUp();
  }

  #heard(): void {
    this.#heardAtMs = this.#parts.clock.monotonicMs();
    // Only now: a server that does not know this gate accepts the connection and closes it.
    this.#backoff.reset();
  }

  #sendKeepalive(nowMs: number): void {
    this.#keepaliveAtMs = nowMs;
    this.send(this.#parts.owner.keepalive());
  }

  #lost(reason: LinkReason): void {
    this.#connection = null;
    if (this.#state === 'stopped') return;
    const { log, clock, owner } = this.#parts;
    const wasUp = this.#state === 'up';
    const afterMs = this.#backoff.nextMs();
    const fields = { server: this.#name, reason, againAfterMs: afterMs };
    if (wasUp) log.warn('the server is lost', fields);
    else if (this.#tries === 1) log.warn('the server cannot be reached; retrying until it can', fields);
    else log.debug('the server cannot be reached', fields);
    this.#enter('waiting');
    this.#cancelRetry = clock.after(afterMs, () => this.#connect());
    if (wasUp) owner.linkDown(reason);
  }

  #enter(state: LinkState): void {
    this.#state = state;
    this.#sinceMs = this.#parts.clock.monotonicMs();
  }

  get #name(): string {
    return `${this.#options.server.host}:${this.#options.server.port}`;
  }
}
