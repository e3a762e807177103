// A UDP service on a port of its own. With `isProved`, strangers are asked for the proof of `proof-words.ts`, and only who gave it is
// heard by the service.
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
  /** Whether a sender must prove its address, in words, before the handler hears it. Then the handler has no strangers. */
  readonly isProved: boolean;
}

/** Rejects with `ReactorError` when the port, the body or the poller cannot be had. */
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
      // Nothing is owed to who sends datagrams: what was answered is on its way.
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

/** Speaks with strangers until they have proved themselves; what peers say goes on to `inner`. */
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
      // What is shorter than this is told what is missing, if that is short enough.
      endpoint.answer(end - start >= asked.length ? asked : pad);
    },
    received: (bytes, start, end) => {
      // Whoever proves himself again has not got our word: it is lost as datagrams are.
      if (cookieOf(bytes, start, end) === null) inner.received(bytes, start, end);
      else endpoint.answer(proven);
    },
  };
}

function cookieOf(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
  // Some spaces more than there must be, as people type them.
  if (end - start > 2 * PROOF_LINE_BYTES) return null;
  return cookieIn(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
}
