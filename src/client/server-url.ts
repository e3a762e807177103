// The address of a server as people write it: `tcp://HOST:PORT`, `tls://HOST:PORT`, or for WebSocket `ws://HOST:PORT/PATH` and
// `wss://HOST/PATH`, where the port may be left out as in a browser.
import type { UpgradeTarget } from '../wire/index.ts';
import { ClientError } from './client-error.ts';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** What to ask for when the server is spoken to by WebSocket, else null. */
  readonly websocket: UpgradeTarget | null;
}

interface Scheme {
  readonly isTls: boolean;
  /** The port that may be left out: the scheme is one of WebSocket. */
  readonly port?: number;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  'tcp:': { isTls: false },
  'tls:': { isTls: true },
  'ws:': { isTls: false, port: 80 },
  'wss:': { isTls: true, port: 443 },
};

/** Addresses that make sense to a person and that this client does not speak, each with what to do. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  'udp:': 'players come by TCP, TLS or WebSocket; `jadegate connect` sends datagrams to a service',
  'http:': 'a gate is no web server; by WebSocket it is ws://',
  'https:': 'a gate is no web server; by WebSocket it is wss://',
};

const FORM = 'write tcp://HOST:PORT, or tls://HOST:PORT for a port with TLS, or ws://HOST:PORT or wss://HOST:PORT';

/** Throws `ClientError` (`url-invalid`, `url-unsupported`) with what to write instead. */
export function parseServerUrl(text: string): ServerAddress {
  const url = URL.parse(text);
  const unsupported = UNSUPPORTED[url?.protocol ?? ''];
  if (unsupported !== undefined) throw new ClientError('url-unsupported', `${text}: ${unsupported}; ${FORM}`);
  const scheme = SCHEMES[url?.protocol ?? ''];
  if (url === null || scheme === undefined || !isAddress(url, scheme)) {
    throw new ClientError('url-invalid', `${JSON.stringify(text)} is not the address of a server: ${FORM}`);
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: portOf(url, scheme),
    isTls: scheme.isTls,
    websocket: scheme.port === undefined ? null : { host: url.host, path: `${url.pathname}${url.search}` },
  };
}

function isAddress(url: URL, scheme: Scheme): boolean {
  const extras = [url.hash, url.username, url.password];
  if (scheme.port === undefined) extras.push(url.pathname, url.search);
  return extras.join('') === '' && url.hostname !== '' && portOf(url, scheme) >= 1;
}

function portOf(url: URL, scheme: Scheme): number {
  return url.port === '' ? (scheme.port ?? 0) : Number(url.port);
}
