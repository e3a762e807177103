// Door of the reactor layer: sockets in batches, and connections over them.
export type { BoundListener, ConnectOptions, Endpoint, Io, IoTurn, ListenerId, ListenOptions, SocketId, TlsKeys } from './io.ts';
export { IoEvent } from './io.ts';
