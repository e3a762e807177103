// Links over a reactor: TCP, TLS and WebSocket, on Node.
import type { Random } from '../base/index.ts';
import type { Reactor } from '../reactor/index.ts';
import { createLength16, createWebSocket, type Layout, UpgradeRequest } from '../wire/index.ts';
import type { Link, LinkDialer } from './client-link.ts';
import { CLIENT_LINGER_MS, CLIENT_OUTPUT_MAX_BYTES } from './limits.ts';
import { parseServerUrl, protocolOf } from './server-url.ts';

export interface ReactorLinkOptions {
  readonly url: string;
  readonly layout: Layout;
  readonly tls?: { readonly authority?: string; readonly serverName?: string };
  readonly connectMs?: number;
  readonly random: Random;
}

/** Throws `ClientError` when the address is invalid. */
export function reactorDialer(reactor: Reactor, options: ReactorLinkOptions): LinkDialer {
  const { host, port, isTls, websocket } = parseServerUrl(options.url);
  const { random, connectMs, layout } = options;
  return (handler): Link =>
    reactor.connect({
      host,
      port,
      ...(isTls ? { tls: options.tls ?? {} } : {}),
      ...(connectMs === undefined ? {} : { connectMs }),
      ...(websocket === null
        ? { framing: createLength16() }
        : {
            framing: createWebSocket({ end: { kind: 'client', random } }),
            upgrade: new UpgradeRequest({ ...websocket, protocol: protocolOf(layout) }, random),
          }),
      lingerMs: CLIENT_LINGER_MS,
      outputMaxBytes: CLIENT_OUTPUT_MAX_BYTES,
      handler: (connection) => ({
        opened: () => handler.opened(),
        frame: (bytes, start, end) => handler.packet(bytes, start, end),
        closed: (reason) => handler.ended({ reason, errno: connection.errno }),
      }),
    });
}
