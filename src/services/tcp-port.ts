// A TCP service on its own port: a reactor with one listener. To stop, it closes the port, gives the connections time
// to end, then closes the rest after sending their queued output.
import { type ConnectionOwner, createDefaultIo, createReactor, type Io } from '../reactor/index.ts';
import { createWebSocket } from '../wire/index.ts';
import { answerInLoop } from './answer.ts';
import { guard } from './guarded-handler.ts';
import { FIRST_FRAME_MS, FRAME_MS, REFUSED_CHECK_MS } from './limits.ts';
import {
  isPure,
  type OpenPort,
  type ServiceCloseReason,
  type ServicePlace,
  type ServiceTools,
  type TcpService,
} from './service.ts';

export interface TcpTools extends ServiceTools {
  /** The sockets; created for `place` when left out. */
  readonly io?: Io;
  /** Handles connections in place of the service itself. */
  readonly owner?: ConnectionOwner<ServiceCloseReason>;
}

/** A service has no players whose browser another site could use, so pages of any origin may connect. */
const WEBSOCKET_TOO = {
  isSniffed: true,
  websocket: {
    framing: createWebSocket({ end: { kind: 'server' }, payloadBytesMin: 0, isTextAccepted: true }),
    rules: { origins: ['*'] },
  },
};

/** Rejects with `ReactorError` when the port, the body or the poller is not available. */
export async function openTcp(service: TcpService, place: ServicePlace, tools: TcpTools): Promise<OpenPort> {
  const { clock, counters, log } = tools;
  const { endpoint, isPortShared, body, poller, connectionsMax } = place;
  const io = tools.io ?? createDefaultIo({ counters, log, body, ...(poller === undefined ? {} : { poller }) });
  const reactor = createReactor({ io, clock, counters, log });
  const inner = tools.owner ?? (isPure(service) ? answerInLoop(service) : service.start(tools));
  const guarded = guard(inner, tools, service.idleMs);
  const stopWatching = watchPoller(tools, poller);
  const end = async (): Promise<void> => {
    guarded.stop();
    stopWatching();
    await reactor.stop();
  };
  try {
    const listener = await reactor.listen({
      endpoint,
      framing: service.framing,
      ...(service.isWebSocketToo === true ? WEBSOCKET_TOO : {}),
      reusePort: isPortShared,
      firstFrameMs: service.firstFrameMs ?? FIRST_FRAME_MS,
      frameMs: service.frameMs ?? FRAME_MS,
      ...(connectionsMax === undefined ? {} : { connectionsMax }),
      handler: guarded.owner,
    });
    return {
      endpoint: listener.endpoint,
      body: io.name,
      get connectionCount() {
        return listener.connectionCount;
      },
      stop: async (drainMs) => {
        await listener.suspend();
        await listener.drain({ withinMs: drainMs });
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Logs when the poller has refused sockets: `select` accepts no descriptor of 1,024 or more. */
function watchPoller({ clock, counters, log }: ServiceTools, poller = 'epoll'): () => void {
  const refused = counters.counter('poller_refused');
  let told = 0;
  return clock.every(REFUSED_CHECK_MS, () => {
    if (refused.value === told) return;
    const connections = refused.value - told;
    told = refused.value;
    const why =
      poller === 'select' ? 'select supports descriptors below 1,024 only' : `the system refused them to ${poller}`;
    log.warn(`connections were reset: ${why}; choose another poller`, { connections, poller });
  });
}
