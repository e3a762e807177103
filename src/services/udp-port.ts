// A UDP service on its own port. With `isProved`, strangers are asked for the proof of `proof-words.ts`, and the
// service only gets the datagrams of peers.
import {
  createDefaultDatagramIo,
  type DatagramEndpoint,
  type DatagramEndpointOptions,
  type DatagramHandler,
  openDatagramEndpoint,
} from '../reactor/index.ts';
import { cookieIn, PAD_LINE, PROOF_LINE_BYTES, PROVEN_LINE, proveLine } from './proof-words.ts';
import type { OpenPort, ServicePlace, ServiceTools } from './service.ts';

export interface UdpOptions extends Omit<DatagramEndpointOptions, 'endpoint' | 'reusePort'> {
  /**
   * Whether a sender must prove its address, in words, before the handler gets its datagrams. Then the handler has no
   * strangers.
   */
  readonly isProved: boolean;
}

/** Rejects with `ReactorError` when the port, the body or the poller is not available. */
export async function openUdp(place: ServicePlace, tools: ServiceTools, options: UdpOptions): Promise<OpenPort> {
  const { clock, counters, log, random } = tools;
  const { endpoint, isPortShared, body, poller, connectionsMax } = place;
  const { isProved, handler, ...limits } = options;
  const io =
    tools.datagramIo ?? createDefaultDatagramIo({ counters, log, body, ...(poller === undefined ? {} : { poller }) });
  try {
    const port = await openDatagramEndpoint(
      { io, clock, counters, log, random },
      {
        ...(connectionsMax === undefined ? {} : { peersMax: connectionsMax }),
        ...limits,
        endpoint,
        reusePort: isPortShared,
        handler: (opened) => (isProved ? askingForProof(opened, handler(opened)) : handler(opened)),
      },
    );
    return {
      endpoint: port.endpoint,
      body: io.name,
      get connectionCount() {
        return port.peerCount;
      },
      // A stop need not wait for senders of datagrams: all answers were sent.
      stop: async () => {
        await port.close();
        await io.stop();
      },
    };
  } catch (error) {
    await io.stop();
    throw error;
  }
}

const proven = Buffer.from(PROVEN_LINE);
const pad = Buffer.from(PAD_LINE);

/** Answers strangers until they have proved themselves; datagrams of peers go to `inner`. */
function askingForProof(endpoint: DatagramEndpoint, inner: DatagramHandler): DatagramHandler {
  return {
    ...inner,
    stranger: (bytes, start, end) => {
      const cookie = cookieOf(bytes, start, end);
      if (cookie !== null && 'peer' in endpoint.prove(cookie)) {
        endpoint.answer(proven);
        return;
      }
      const asked = Buffer.from(proveLine(endpoint.cookie()));
      // A shorter datagram is answered with the missing length, if that answer is short enough.
      endpoint.answer(end - start >= asked.length ? asked : pad);
    },
    received: (bytes, start, end) => {
      // A peer that proves itself again has lost our answer, as datagrams may be.
      if (cookieOf(bytes, start, end) === null) inner.received(bytes, start, end);
      else endpoint.answer(proven);
    },
  };
}

function cookieOf(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
  // A few spaces more than needed, as people type them.
  if (end - start > 2 * PROOF_LINE_BYTES) return null;
  return cookieIn(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
}
