// The options of a listener, and its functions while it runs. `port.ts` implements it.
import type { Rate } from '../base/index.ts';
import type { AcceptPause } from './accept-control.ts';
import type { AdmissionLimits } from './admission.ts';
import type { ConnectionOwner, RefusedConnection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { Endpoint, ListenOptions } from './io.ts';
import type { AlarmKind, ListenerAlarm } from './listener-alarm.ts';
import type { AdmissionRefusal } from './names/index.ts';
import type { WebSocketPort } from './opening.ts';

/** Limits that may change while a listener runs. */
export interface ListenerLimits extends AdmissionLimits {
  /**
   * What happens to new connections when `connectionsMax` is reached. `refuse` (when left out): they are sent the
   * reason and closed. `pause`: they wait, unaccepted and without an answer, until there is room. The cap is then soft:
   * one turn may accept up to `ACCEPTS_PER_TURN_MAX` beyond it.
   */
  readonly whenFull?: 'refuse' | 'pause';
  /** How many are accepted in a second and in a burst; more wait. Null, or left out on opening, for no bound. */
  readonly acceptRate?: Rate | null;
}

/** `backlog` is 511 when left out. */
type PortOptions = Partial<Omit<ListenOptions, keyof Endpoint>>;

export interface ListenerOptions<Own extends string = never> extends ConnectionOptions, ListenerLimits, PortOptions {
  readonly endpoint: Endpoint;
  /**
   * Whether the first bytes decide what a client speaks. Needs the framing `length16`; without it frames come from the
   * first byte on.
   */
  readonly isSniffed?: boolean;
  /**
   * Which addresses are trusted proxies that begin each connection with a PROXY protocol header, or with a WebSocket request
   * that states the client's address. That address then counts as the connection's, for the caps too; a proxy's connection
   * without one is closed. PROXY headers inside TLS are not supported.
   */
  readonly isProxy?: (address: string) => boolean;
  /** Which addresses that proxies state may connect; all when left out. */
  readonly isStatedAllowed?: (address: string) => boolean;
  /** With sniffing: clients may upgrade to WebSocket on this port, if the rules allow it. */
  readonly websocket?: WebSocketPort;
  /**
   * Which addresses may not connect: their connections are reset as they are accepted, before anything is kept or read of them.
   * For a proxy's connection the stated address is asked for.
   */
  readonly isDenied?: (address: string) => boolean;
  /**
   * A few connections beyond the caps are accepted as candidates: the handler may give them a place. Off when left out.
   */
  readonly hasCandidates?: boolean;
  /** Creates the handler of each accepted connection. */
  readonly handler: ConnectionOwner<Own>;
  /** A connection was rejected; output sent here reaches it before it is closed. */
  readonly refused?: (connection: RefusedConnection, reason: AdmissionRefusal) => void;
  /** The port is open: on opening, and after each `resume`. */
  readonly listening?: (endpoint: Endpoint) => void;
  /** The port is closed: after each `suspend`, and after `close`. */
  readonly stopped?: () => void;
  /** An alarm began or ended. It is also logged. */
  readonly alarm?: (alarm: ListenerAlarm) => void;
}

export interface ListenerStatus {
  readonly endpoint: Endpoint;
  readonly isSuspended: boolean;
  readonly connections: number;
  readonly connectionsMax: number;
  /** How many addresses (or IPv6 networks) have connections. */
  readonly addresses: number;
  /** Since opening, by reason. */
  readonly refused: Readonly<Partial<Record<AdmissionRefusal, number>>>;
  readonly acceptFailures: number;
  /** Why accepting is paused, and for how many milliseconds; empty and null while it accepts. */
  readonly pauses: readonly AcceptPause[];
  readonly pausedMs: number | null;
  readonly alarms: readonly AlarmKind[];
}

/** An open port. */
export interface Listener {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;
  readonly connectionCount: number;
  status(): ListenerStatus;
  /** Sets new limits. Existing connections stay; limits that are left out keep their values. */
  change(limits: ListenerLimits): void;
  /** Closes the port, so that the system refuses new connections; existing ones stay, and those that waited are accepted. */
  suspend(): Promise<void>;
  /** Opens the port again. Rejects with `ReactorError` when it is no longer available. */
  resume(): Promise<void>;
  /**
   * Waits until at most `connectionsMax` (0 when left out) are left, or the time is over; resolves with the number
   * left. To drain a listener for good, `suspend` it, `drain` it, then `close` it.
   */
  drain(options: { readonly withinMs: number; readonly connectionsMax?: number }): Promise<number>;
  /** Closes the port for good; existing connections stay. Resolves when the port is free. */
  close(): Promise<void>;
}
