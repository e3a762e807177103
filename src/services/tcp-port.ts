// A TCP service on a port of its own: a reactor with one listener. It ends in order: the port closes, who is there may go on for
// a while, then everybody is closed with what they were sent.
import { type ConnectionOwner, createDefaultIo, createReactor, type Io } from '../reactor/index.ts';
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
  /** The sockets; made as `place` says when left out. */
  readonly io?: Io;
  /** What handles connections in the place of the service itself. */
  readonly owner?: ConnectionOwner<ServiceCloseReason>;
}

/** Rejects with `ReactorError` when the port, the body or the poller cannot be had. */
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

/** Tells when the poller has refused sockets: `select` takes none whose descriptor is 1,024 or more. */
function watchPoller({ clock, counters, log }: ServiceTools, poller = 'epoll'): () => void {
  const refused = counters.counter('poller_refused');
  let told = 0;
  return clock.every(REFUSED_CHECK_MS, () => {
    if (refused.value === told) return;
    const connections = refused.value - told;
    told = refused.value;
    const why =
      poller === 'select' ? 'select takes descriptors below 1,024 only' : `the system refused them to ${poller}`;
    log.warn(`connections were reset: ${why}; choose another poller for more`, { connections, poller });
  });
}
