// Door of the upstream layer: asks services of others over HTTP.

export type { HttpAnswer, HttpRequest } from './http-sender.ts';
export { createNodeSender } from './http-sender-node.ts';
export type { Reading, UpstreamFault } from './upstream.ts';
export { Upstream } from './upstream.ts';
