// How the connections of a reactor go on in another process. Frozen, a reactor delivers nothing, and its deadlines stand still.
// Connections that cannot move (TLS, the node body) are held meanwhile; their ends are delivered at `thaw`.
import type { ConnectionHandler, ConnectionOwner } from './connection.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { Endpoint } from './io.ts';
import type { Listener } from './listener.ts';

/** A connection of a port. */
export interface MovingConnection {
  readonly listener: Listener;
  /** Null while a proxy has not stated the client's address. */
  readonly handler: ConnectionHandler<string> | null;
  /** Null when it cannot move. The descriptor stays this process's. */
  readonly descriptor: number | null;
  /** Null when it is not open: then it does not move either. */
  readonly save: () => ConnectionRecord | null;
}

export interface MovingPort {
  /** As it was opened: port 0 where the system chose. */
  readonly configured: Endpoint;
  readonly endpoint: Endpoint;
  /** Null where the system has none, or while the port is suspended. */
  readonly descriptor: number | null;
}

export interface AdoptedConnection {
  readonly descriptor: number;
  readonly record: ConnectionRecord;
  /** Creates the handler; called at once, unless a proxy is to state the client's address. */
  readonly handler: ConnectionOwner<string>;
}

export interface ReactorMove {
  /** Once every callback that runs has returned. May be called before the first listener. */
  freeze(): void;
  /** Everything goes on; adopted connections begin. */
  thaw(): void;
  /** While frozen. */
  ports(): MovingPort[];
  connections(): Iterable<MovingConnection>;
  /** While frozen: lets every port, and every connection that can move, go without an end. None of them is heard of again. */
  release(): void;
  /**
   * While frozen: the connection goes on here, at this listener. Throws `ReactorError` (`adopt-failed`, `sockets-exhausted`); the
   * descriptor is then the caller's.
   */
  adopt(listener: Listener, adopted: AdoptedConnection): void;
}
