// Checks a server at an address, with the machine's clock and sockets.
import { randomBytes } from 'node:crypto';
import type { CheckResult } from './check.ts';
import type { CheckLayout } from './layouts.ts';
import { RING_BYTES } from './limits.ts';
import { runChecks } from './run-checks.ts';
import type { WireTarget } from './wire-node.ts';

export interface CheckServerOptions {
  /** `tcp://HOST:PORT` or `ws://HOST:PORT/PATH`. */
  readonly url: string;
  readonly layout?: CheckLayout;
  readonly serverId?: number;
  /** The ring that the server is set up with. */
  readonly ringBytes?: number;
  readonly only?: readonly number[];
  readonly onResult?: (result: CheckResult) => void;
  /** Upgrades the server while it runs; rejects with why it could not. */
  readonly upgrade?: () => Promise<void>;
}

export async function checkServer(options: CheckServerOptions): Promise<readonly CheckResult[]> {
  const { url, layout = 'packed', serverId = 1, ringBytes = RING_BYTES, upgrade = null, ...rest } = options;
  return await runChecks({
    ...rest,
    upgrade,
    target: targetOf(url),
    layout,
    serverId,
    randomBytes,
    ringBytes,
    accountPrefix: `check-${randomBytes(4).toString('hex')}`,
    setTimer: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  });
}

/** Throws `RangeError` with the valid forms. */
export function targetOf(text: string): WireTarget {
  const url = URL.parse(text);
  const isWebSocket = url?.protocol === 'ws:';
  if (
    url === null ||
    !(isWebSocket || url.protocol === 'tcp:') ||
    url.hostname === '' ||
    (url.port === '' && !isWebSocket)
  ) {
    throw new RangeError(
      `${JSON.stringify(text)} is no address to check: write tcp://HOST:PORT or ws://HOST:PORT/PATH`,
    );
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 80 : Number(url.port);
  return { host, port, path: isWebSocket ? `${url.pathname}${url.search}` : null };
}
