// Connects a client over a reactor, on Node.
import { type Random, systemRandom } from '../base/index.ts';
import type { Reactor } from '../reactor/index.ts';
import { type Client, type ClientOptions, startClient } from './client.ts';
import { ClientDatagrams, type DatagramOwner } from './client-datagrams.ts';
import type { DatagramDialer } from './datagram-link.ts';
import { reactorDialer } from './link-reactor.ts';

export interface DialClientOptions extends Omit<ClientOptions, 'openDatagrams' | 'random'> {
  /** `tcp://HOST:PORT`, `tls://HOST:PORT`, `ws://HOST:PORT/PATH` or `wss://HOST:PORT/PATH`. */
  readonly url: string;
  /** For `tls://` and `wss://`: PEM text of the certificates to trust instead of the system's, and the name to expect. */
  readonly tls?: { readonly authority?: string; readonly serverName?: string };
  readonly connectMs?: number;
  /** Source of WebSocket keys and masks; the system's when left out. */
  readonly random?: Random;
  /** Opens ways for datagrams; left out, all messages travel by the connection. */
  readonly dialDatagrams?: DatagramDialer;
}

/**
 * Connects over a reactor that the caller owns. Rejects with `ClientError` when the address is invalid or nothing
 * answers.
 */
export function dialClient(reactor: Reactor, options: DialClientOptions): Promise<Client> {
  const random = options.random ?? systemRandom;
  const { dialDatagrams } = options;
  const openDatagrams = (owner: DatagramOwner): ClientDatagrams =>
    new ClientDatagrams(dialDatagrams as DatagramDialer, owner);
  return startClient(() => reactorDialer(reactor, { ...options, random }), {
    ...options,
    random,
    ...(dialDatagrams === undefined ? {} : { openDatagrams }),
  });
}
