// The address of a server as people write it: `tcp://HOST:PORT`, `tls://HOST:PORT`, or for WebSocket
// `ws://HOST:PORT/PATH` and `wss://HOST/PATH`, where the port may be left out as in a browser.
import type { Layout } from '../wire/plain.ts';
import { ClientError } from './client-error.ts';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** The WebSocket request, for an address with a WebSocket scheme; else null. `path` begins with a slash and has the query. */
  readonly websocket: { readonly host: string; readonly path: string } | null;
}

interface Scheme {
  readonly isTls: boolean;
  /** The default port, for WebSocket schemes. */
  readonly port?: number;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  'tcp:': { isTls: false },
  'tls:': { isTls: true },
  'ws:': { isTls: false, port: 80 },
  'wss:': { isTls: true, port: 443 },
};

/** Well-known schemes that this client does not support, each with what to do. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  'udp:': 'players connect by TCP, TLS or WebSocket; to send datagrams to a service, use `jadegate connect`',
  'http:': 'a gate is not a web server; for WebSocket write ws://',
  'https:': 'a gate is not a web server; for WebSocket write wss://',
};

const FORM = 'write tcp://HOST:PORT, or tls://HOST:PORT for a port with TLS, or ws://HOST:PORT or wss://HOST:PORT';

/** Throws `ClientError` (`url-invalid`, `url-unsupported`) with what to write instead. */
export function parseServerUrl(text: string): ServerAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const unsupported = UNSUPPORTED[url?.protocol ?? ''];
  if (unsupported !== undefined) throw new ClientError('url-unsupported', `${text}: ${unsupported}; ${FORM}`);
  const scheme = SCHEMES[url?.protocol ?? ''];
  if (url === null || scheme === undefined || !isAddress(url, scheme)) {
    throw new ClientError('url-invalid', `${JSON.stringify(text)} is not a server address: ${FORM}`);
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: portOf(url, scheme),
    isTls: scheme.isTls,
    websocket: scheme.port === undefined ? null : { host: url.host, path: `${url.pathname}${url.search}` },
  };
}

/** The WebSocket subprotocol by which a client tells the server its message layout. */
export function protocolOf(layout: Layout): string {
  return `jadegate.${layout}`;
}

function isAddress(url: URL, scheme: Scheme): boolean {
  const extras = [url.hash, url.username, url.password];
  if (scheme.port === undefined) extras.push(url.pathname, url.search);
  return extras.join('') === '' && url.hostname !== '' && portOf(url, scheme) >= 1;
}

function portOf(url: URL, scheme: Scheme): number {
  return url.port === '' ? (scheme.port ?? 0) : Number(url.port);
}
