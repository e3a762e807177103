// What a listener is told on opening and what can be asked of it while it runs. `port.ts` does it.
import type { Rate } from '../base/index.ts';
import type { AcceptPause } from './accept-control.ts';
import type { AdmissionLimits } from './admission.ts';
import type { AdmissionRefusal } from './close-reason.ts';
import type { ConnectionOwner, RefusedConnection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { Endpoint, TlsKeys } from './io.ts';
import type { AlarmKind, ListenerAlarm } from './listener-alarm.ts';
import type { WebSocketPort } from './opening.ts';

/** What may be changed while a listener runs. */
export interface ListenerLimits extends AdmissionLimits {
  /**
   * What becomes of those who come when `connectionsMax` is reached. `refuse` (when left out): they are told and closed. `pause`:
   * they wait, unaccepted and without a word, until there is room. The cap is then soft: what one turn brings is let in, up to
   * `ACCEPTS_PER_TURN_MAX` beyond it.
   */
  readonly whenFull?: 'refuse' | 'pause';
  /** How many are accepted in a second and in a burst; more wait. Null, or left out on opening, for no bound. */
  readonly acceptRate?: Rate | null;
}

export interface ListenerOptions<Own extends string = never> extends ConnectionOptions, ListenerLimits {
  readonly endpoint: Endpoint;
  /** How many connections the kernel holds before they are accepted; 511 when left out. */
  readonly backlog?: number;
  readonly tls?: TlsKeys;
  /** Milliseconds in which a TLS handshake must be done. */
  readonly handshakeMs?: number;
  /** Several processes listen on this port, and the system spreads connections over them. */
  readonly reusePort?: boolean;
  /** Whether the system asks after silent peers, and whether short output goes out at once; both on when left out. */
  readonly keepAlive?: boolean;
  readonly noDelay?: boolean;
  /** Whether the first bytes decide what a client speaks. Needs the framing `length16`; without it frames come from the first byte on. */
  readonly isSniffed?: boolean;
  /**
   * Which addresses are proxies that begin each connection with a PROXY protocol header. The address in it is then the
   * connection's, for the caps too; a connection of a proxy without a header is closed. Such a header inside TLS is not meant.
   */
  readonly isProxy?: (address: string) => boolean;
  /** With sniffing: whoever asks for WebSocket gets it, if the rules allow, on this same port. */
  readonly websocket?: WebSocketPort;
  /** Makes the handler of each connection that was let in. */
  readonly handler: ConnectionOwner<Own>;
  /** A connection was turned away; what is sent here reaches it before it is closed. */
  readonly refused?: (connection: RefusedConnection, reason: AdmissionRefusal) => void;
  /** The port is open: on opening, and after each `resume`. */
  readonly listening?: (endpoint: Endpoint) => void;
  /** The port is closed: after each `suspend`, and after `close`. */
  readonly stopped?: () => void;
  /** Something is wrong, or no longer. The log is told as well. */
  readonly alarm?: (alarm: ListenerAlarm) => void;
}

export interface ListenerStatus {
  readonly endpoint: Endpoint;
  readonly isSuspended: boolean;
  readonly connections: number;
  readonly connectionsMax: number;
  /** How many addresses (or IPv6 networks) they come from. */
  readonly addresses: number;
  /** Since opening, by reason. */
  readonly refused: Readonly<Partial<Record<AdmissionRefusal, number>>>;
  readonly acceptFailures: number;
  /** Why nobody is accepted at the moment, and since how many milliseconds; none and null while it accepts. */
  readonly pauses: readonly AcceptPause[];
  readonly pausedMs: number | null;
  readonly alarms: readonly AlarmKind[];
}

/** A port that is open. */
export interface Listener {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;
  readonly connectionCount: number;
  status(): ListenerStatus;
  /** New limits, from now on. Who is in stays in; what is left out stays as it is. */
  change(limits: ListenerLimits): void;
  /** Closes the port, so that newcomers are refused by the system; connections live on. */
  suspend(): Promise<void>;
  /** Opens the port again. Rejects with `ReactorError` when it cannot be had any more. */
  resume(): Promise<void>;
  /**
   * Waits until at most `connectionsMax` (0 when left out) are left, or the time is over; resolves with how many are. To let a
   * listener run dry, `suspend` it, `drain` it, then `close` it.
   */
  drain(options: { readonly withinMs: number; readonly connectionsMax?: number }): Promise<number>;
  /** Closes the port for good; connections live on. Resolves when the port is free. */
  close(): Promise<void>;
}
