// Door of the upstream layer: asks services of others over HTTP.

export type { HttpAnswer, HttpRequest } from './http-sender.ts';
export { createNodeSender } from './http-sender-node.ts';
export { ANSWER_BYTES_MAX, AT_ONCE_MAX, QUESTION_MS, TRIES_MAX, WAITING_MAX } from './limits.ts';
export type { Reading, UpstreamFault } from './upstream.ts';
export { Upstream } from './upstream.ts';
