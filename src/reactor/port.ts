// A running listener: its port at the io, its connections, and its pauses. Opening and closing the port run one after
// the other, so that a `suspend` during a `resume` waits for it.
import { assert, type Clock, type Logger, sleep, type TimingWheel } from '../base/index.ts';
import { AcceptControl } from './accept-control.ts';
import { Admission } from './admission.ts';
import { type ConnectionSettings, settingsOf } from './connection-options.ts';
import { errnoName } from './errno.ts';
import type { Endpoint, Io, ListenerId } from './io.ts';
import { ACCEPTS_PER_TURN_MAX, BACKLOG, CANDIDATES_MAX, CANDIDATES_PER_ADDRESS_MAX, DRAINS_MAX } from './limits.ts';
import type { Listener, ListenerLimits, ListenerOptions, ListenerStatus } from './listener.ts';
import { AlarmState, type ListenerAlarm } from './listener-alarm.ts';
import type { AdmissionRefusal } from './names/index.ts';
import type { ReactorCounters } from './reactor-counters.ts';
import type { MovingPort } from './reactor-move.ts';

/** What a port needs from its reactor. */
export interface PortHost {
  readonly io: Io;
  readonly clock: Clock;
  readonly wheel: TimingWheel;
  readonly counters: ReactorCounters;
  readonly log: Logger;
  /** The open port of the process before this one; null when there is none. */
  takeInherited(endpoint: Endpoint): number | null;
  /** From now on, rows of `listener` belong to this port, or to none. */
  bound(listener: ListenerId, port: Port): void;
  unbound(listener: ListenerId, port: Port): void;
  /** The port was closed for good. */
  gone(port: Port): void;
}

interface Drain {
  readonly connectionsMax: number;
  readonly done: () => void;
}

export class Port implements Listener {
  readonly options: ListenerOptions<string>;
  readonly settings: ConnectionSettings;
  readonly #host: PortHost;
  readonly #admission: Admission;
  readonly #candidates = new Admission({
    connectionsMax: CANDIDATES_MAX,
    connectionsPerAddressMax: CANDIDATES_PER_ADDRESS_MAX,
  });
  readonly #control: AcceptControl;
  readonly #full: AlarmState;
  readonly #failing: AlarmState;
  readonly #refused: Partial<Record<AdmissionRefusal, number>> = {};
  readonly #drains = new Set<Drain>();
  /** Opens and closes the port, one call after the other. */
  #work: Promise<unknown> = Promise.resolve();
  #endpoint: Endpoint;
  #listener: ListenerId | null = null;
  #whenFull: 'refuse' | 'pause';
  #acceptFailures = 0;
  #isClosed = false;

  constructor(host: PortHost, options: ListenerOptions<string>) {
    const { clock, wheel } = host;
    assert(!options.isSniffed || options.framing.name === 'length16', 'sniffing works with length16 only');
    assert(options.websocket === undefined || options.isSniffed === true, 'WebSocket needs sniffing');
    this.#host = host;
    this.options = options;
    this.settings = settingsOf(options);
    this.#endpoint = options.endpoint;
    this.#whenFull = options.whenFull ?? 'refuse';
    this.#admission = new Admission(options);
    const apply = (isPaused: boolean): void => this.#applyPause(isPaused);
    this.#control = new AcceptControl({ clock, wheel, apply }, options.acceptRate ?? null);
    const tell = (alarm: ListenerAlarm): void => this.#tell(alarm);
    this.#full = new AlarmState('full', clock, tell);
    this.#failing = new AlarmState('accept-failed', clock, tell);
  }

  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  get moving(): MovingPort {
    const descriptor = this.#listener === null ? null : this.#host.io.move.listenerDescriptorOf(this.#listener);
    return { configured: this.options.endpoint, endpoint: this.#endpoint, descriptor };
  }

  /** Another process has the port. */
  release(): void {
    const listener = this.#listener;
    if (listener === null) return;
    this.#listener = null;
    this.#host.io.move.releaseListener(listener);
    this.#host.unbound(listener, this);
  }

  get connectionCount(): number {
    return this.#admission.count;
  }

  status(): ListenerStatus {
    const alarms = [
      { kind: 'full', isRaised: this.#full.isRaised },
      { kind: 'accept-failed', isRaised: this.#failing.isRaised },
    ] as const;
    return {
      endpoint: this.#endpoint,
      isSuspended: this.#listener === null,
      connections: this.#admission.count,
      connectionsMax: this.#admission.connectionsMax,
      addresses: this.#admission.addressCount,
      refused: { ...this.#refused },
      acceptFailures: this.#acceptFailures,
      pauses: this.#control.pauses,
      pausedMs: this.#control.pausedMs,
      alarms: alarms.filter(({ isRaised }) => isRaised).map(({ kind }) => kind),
    };
  }

  change(limits: ListenerLimits): void {
    this.#admission.change(limits);
    this.#whenFull = limits.whenFull ?? this.#whenFull;
    if (limits.acceptRate !== undefined) this.#control.setRate(limits.acceptRate);
    this.#judgeRoom();
  }

  /** Opens the port; used on opening and by `resume`. */
  open(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#listener !== null || this.#isClosed) return;
      const options = { backlog: BACKLOG, ...this.options, ...this.#endpoint };
      const inherited = this.#host.takeInherited(this.options.endpoint);
      const { listener, endpoint } = await (inherited === null
        ? this.#host.io.listen(options)
        : this.#host.io.move.adoptListener(inherited, options));
      this.#listener = listener;
      this.#endpoint = endpoint;
      this.#host.bound(listener, this);
      if (this.#control.isPaused) this.#host.io.pauseAccept(listener);
      this.options.listening?.(endpoint);
    });
  }

  resume(): Promise<void> {
    return this.open();
  }

  suspend(): Promise<void> {
    return this.#inTurn(() => this.#unlisten());
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#control.stop();
    // Connections accepted in the present turn are no longer admitted.
    if (this.#listener !== null) this.#host.unbound(this.#listener, this);
    this.#host.gone(this);
    return this.#inTurn(() => this.#unlisten());
  }

  async drain(options: { readonly withinMs: number; readonly connectionsMax?: number }): Promise<number> {
    const { withinMs, connectionsMax = 0 } = options;
    if (this.#admission.count <= connectionsMax || this.#drains.size >= DRAINS_MAX) return this.#admission.count;
    const { promise, resolve } = Promise.withResolvers<void>();
    const drain = { connectionsMax, done: resolve };
    this.#drains.add(drain);
    await Promise.race([promise, sleep(this.#host.clock, withinMs)]);
    this.#drains.delete(drain);
    return this.#admission.count;
  }

  // Called by the reactor.

  /** Admits a connection, or returns which cap it is beyond; `address` is null when the proxy's header will have it. */
  enter(address: string | null): AdmissionRefusal | null {
    this.#control.accepted();
    this.#failing.clear('The listener accepts connections again.');
    // In the turn that fills a pausing listener, more connections were already accepted.
    const refusal = this.#admission.enter(address, this.#whenFull === 'pause' ? ACCEPTS_PER_TURN_MAX : 0);
    this.#judgeRoom();
    return refusal;
  }

  /** Counts a connection of another process in, whatever the caps. */
  adopt(address: string | null, standing: 'admitted' | 'candidate'): void {
    const counts = standing === 'admitted' ? this.#admission : this.#candidates;
    if (address === null) counts.enter(null, Number.POSITIVE_INFINITY);
    else counts.add(address);
    this.#judgeRoom();
  }

  /** Whether a connection that a cap rejects becomes a candidate. Places that candidates took beyond the cap count. */
  enterCandidate(address: string | null): boolean {
    if (this.options.hasCandidates !== true) return false;
    const over = Math.max(0, this.#admission.count - this.#admission.connectionsMax);
    return this.#candidates.enter(address, -over) === null;
  }

  /** The address of an admitted connection, or of a candidate, became known. */
  locate(address: string, isCandidate: boolean): AdmissionRefusal | null {
    const isAllowed = this.options.isStatedAllowed?.(address) ?? true;
    return isAllowed ? (isCandidate ? this.#candidates : this.#admission).locate(address) : 'address-refused';
  }

  /** Which cap leaves no place for a candidate of this address. */
  lack(address: string): AdmissionRefusal | null {
    return this.#admission.lack(address);
  }

  /** A candidate takes a place. */
  admit(address: string): void {
    this.#candidates.leave(address);
    this.#admission.add(address);
    this.#judgeRoom();
  }

  leaveCandidate(address: string | null): void {
    this.#candidates.leave(address);
  }

  leave(address: string | null): void {
    this.#admission.leave(address);
    this.#judgeRoom();
    for (const drain of this.#drains) if (this.#admission.count <= drain.connectionsMax) drain.done();
  }

  /** A connection is rejected, or a candidate was. */
  refused(refusal: AdmissionRefusal): void {
    this.#refused[refusal] = (this.#refused[refusal] ?? 0) + 1;
    this.#host.counters.refused(refusal).add();
  }

  acceptFailed(errno: number): void {
    const name = errnoName(errno);
    this.#acceptFailures++;
    this.#host.counters.acceptFailed(name).add();
    this.#control.failed();
    const hint = 'Raise the limit of descriptors (LimitNOFILE, ulimit -n) above connectionsMax.';
    this.#failing.raise(`The listener cannot accept connections (${name}) and will retry. ${hint}`);
  }

  /** After a connection came or left, or the limits changed. */
  #judgeRoom(): void {
    const { isFull, connectionsMax } = this.#admission;
    if (!this.#isClosed) this.#control.setFull(isFull && this.#whenFull === 'pause');
    const verb = this.#whenFull === 'pause' ? 'wait' : 'are refused';
    if (isFull) this.#full.raise(`The listener is full with ${connectionsMax} connections: new ones ${verb}.`);
    else this.#full.clear('The listener has room again.');
  }

  #applyPause(isPaused: boolean): void {
    if (this.#listener === null) return;
    if (isPaused) this.#host.io.pauseAccept(this.#listener);
    else this.#host.io.resumeAccept(this.#listener);
  }

  #tell(alarm: ListenerAlarm): void {
    const { host, port } = this.#endpoint;
    const fields = { alarm: alarm.kind, listener: `${host}:${port}` };
    if (alarm.isRaised) this.#host.log.warn(alarm.text, fields);
    else this.#host.log.info(alarm.text, fields);
    this.options.alarm?.(alarm);
  }

  async #unlisten(): Promise<void> {
    const listener = this.#listener;
    if (listener === null) return;
    this.#listener = null;
    // Connections that waited are still accepted meanwhile.
    await this.#host.io.unlisten(listener);
    this.#host.unbound(listener, this);
    this.options.stopped?.();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    // The caller gets the failure; the next in line runs all the same.
    this.#work = done.then(
      () => null,
      () => null,
    );
    return done;
  }
}
