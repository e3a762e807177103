// Door of the reactor layer: sockets in batches, and connections over them.
export type { AcceptPause } from './accept-control.ts';
export type { Candidacy, Connection, ConnectionHandler, ConnectionOwner, RefusedConnection } from './connection.ts';
export type { ConnectionOptions } from './connection-options.ts';
export type { ConnectionRecord } from './connection-record.ts';
export { readConnection, writeConnection } from './connection-record.ts';
export { COOKIE_BYTES, DatagramCookies } from './datagram-cookie.ts';
export type {
  DatagramEndpoint,
  DatagramEndpointOptions,
  DatagramHandler,
  DatagramHost,
  DatagramRefusal,
  PeerEnd,
  PeerId,
  ProofRefusal,
  ProvenAddress,
} from './datagram-endpoint.ts';
export type { BindOptions, DatagramIo, DatagramSocket, DatagramTurn } from './datagram-io.ts';
export { PEER_BYTES } from './datagram-io.ts';
export { createDefaultDatagramIo } from './datagram-io-default.ts';
export type { DatagramNetworkOptions } from './datagram-io-simulated.ts';
export { SimulatedDatagramNetwork } from './datagram-io-simulated.ts';
export { openDatagramEndpoint } from './datagram-port.ts';
export { createDatagramSigner } from './datagram-signer.ts';
export { handoverAddon, NativeHandoverPipe, openHandoverPair } from './handover-pipe-native.ts';
export { InheritedPorts } from './inherited-ports.ts';
export type {
  BoundListener,
  ConnectOptions,
  Endpoint,
  Io,
  IoMove,
  IoTurn,
  ListenerId,
  ListenOptions,
  SocketId,
  TlsKeys,
  TlsPair,
} from './io.ts';
export { IoEvent } from './io.ts';
export type { DefaultIoOptions } from './io-default.ts';
export { createDefaultIo } from './io-default.ts';
export { createNodeIo } from './io-node.ts';
export type { NetworkOptions } from './io-simulated.ts';
export { SimulatedNetwork } from './io-simulated.ts';
export { CONNECTIONS_MAX, GATHER_BYTES } from './limits.ts';
export type { Listener, ListenerLimits, ListenerOptions, ListenerStatus } from './listener.ts';
export type { AlarmKind, ListenerAlarm } from './listener-alarm.ts';
export { ListenersPart, ListenersTaker } from './listeners-part.ts';
export type { AdmissionRefusal, CloseReason, IoBody, PollerName } from './names/index.ts';
export { CLOSE_REASONS, closeCodeOf, ERRNO, IO_BODIES, POLLERS } from './names/index.ts';
export type { WebSocketPort } from './opening.ts';
export { peerOf } from './peer-address.ts';
export type { DialOptions, Reactor, ReactorOptions } from './reactor.ts';
export { createReactor } from './reactor.ts';
export type { ReactorErrorCode } from './reactor-error.ts';
export { ReactorError } from './reactor-error.ts';
export type { AdoptedConnection, MovingConnection, MovingPort, ReactorMove } from './reactor-move.ts';
export { RenewableKeys } from './renewable-keys.ts';
