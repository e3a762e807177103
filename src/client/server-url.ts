// The address of a server as people write it: `tcp://HOST:PORT` or `tls://HOST:PORT`.
import { ClientError } from './client-error.ts';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

const SCHEMES: Readonly<Record<string, { readonly isTls: boolean }>> = {
  'tcp:': { isTls: false },
  'tls:': { isTls: true },
};

/** Addresses that make sense to a person and that this client does not speak, each with what to do. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  'udp:': 'the client speaks TCP and TLS only',
  'ws:': 'the client does not speak WebSocket',
  'wss:': 'the client does not speak WebSocket',
  'http:': 'a gate is no web server',
  'https:': 'a gate is no web server',
};

const FORM = 'write tcp://HOST:PORT, or tls://HOST:PORT for a port with TLS';

/** Throws `ClientError` (`url-invalid`, `url-unsupported`) with what to write instead. */
export function parseServerUrl(text: string): ServerAddress {
  const url = URL.parse(text);
  const unsupported = UNSUPPORTED[url?.protocol ?? ''];
  if (unsupported !== undefined) throw new ClientError('url-unsupported', `${text}: ${unsupported}; ${FORM}`);
  const scheme = SCHEMES[url?.protocol ?? ''];
  const isBare = url !== null && [url.pathname, url.search, url.hash, url.username, url.password].join('') === '';
  const port = Number(url?.port);
  if (url === null || scheme === undefined || !isBare || url.hostname === '' || !(port >= 1)) {
    throw new ClientError('url-invalid', `${JSON.stringify(text)} is not the address of a server: ${FORM}`);
  }
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, isTls: scheme.isTls };
}
