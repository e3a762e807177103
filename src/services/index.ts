// Door of the services layer: small programs on the reactor, one value each, and the functions that serve them.
export { createLines } from './lines.ts';
export type { LoadedService } from './load-service-node.ts';
export { findService, listServices } from './load-service-node.ts';
export type { ServerModel } from './model.ts';
export { describeModel, parseModel } from './model.ts';
export { openService } from './open-service.ts';
export { demandIn, PROOF_LINE_BYTES, padded } from './proof-words.ts';
export type { ServeOptions, Serving } from './serve-model-node.ts';
export { serveService } from './serve-model-node.ts';
export type {
  BytesAnswer,
  BytesService,
  ConnectionService,
  OpenPort,
  PureService,
  Service,
  ServiceCloseReason,
  ServiceMemory,
  ServicePlace,
  ServiceTools,
  TakeBytes,
  TcpService,
  TextService,
  UdpService,
} from './service.ts';
export { defineService } from './service.ts';
export type { ServiceErrorCode } from './service-error.ts';
export { SERVICE_ERROR_CODES, ServiceError } from './service-error.ts';
export type { UdpOptions } from './udp-port.ts';
export { openUdp } from './udp-port.ts';
export type { Counts } from './worker.ts';
export type { WorkerStatus } from './worker-supervisor.ts';
export { sumCounts } from './worker-supervisor.ts';
