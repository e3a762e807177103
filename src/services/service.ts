// What a service is: a small program on the reactor, as one value. A TCP service either answers each frame on its own
// (`answer`, `answerText`), so that any thread may do it, or keeps state for its connections (`start`). A UDP service
// opens its own port. Invariant: `defineService` has checked the definition, so that `serve` can rely on files that
// users wrote.
import type { Clock, Counters, Logger, Random } from '../base/index.ts';
import type { ConnectionOwner, DatagramIo, Endpoint, Io, IoBody, PollerName } from '../reactor/index.ts';
import type { Framing } from '../wire/index.ts';
import { ServiceError } from './service-error.ts';

interface ServiceHead {
  /** The name for `jadegate serve`: small letters, digits and dashes. */
  readonly name: string;
  /** One line for the list of services. */
  readonly summary: string;
}

interface TcpHead extends ServiceHead {
  readonly transport?: 'tcp';
  readonly framing: Framing;
  /** Whether the port speaks WebSocket too, one frame a message. Only with `createLength16`. */
  readonly isWebSocketToo?: boolean;
  /** Milliseconds from opening to the end of the first frame, and from the first byte of a frame to its last. */
  readonly firstFrameMs?: number;
  readonly frameMs?: number;
  /** Milliseconds that a connection may be idle. */
  readonly idleMs?: number;
}

/**
 * Where a service keeps its state: with each connection, or in one place for all of them, which only works with one
 * loop.
 */
export type ServiceMemory = 'connection' | 'service';

/** Receives bytes [start, end), which are valid until it returns. */
export type TakeBytes = (bytes: Uint8Array, start: number, end: number) => void;

/** Each frame is answered with one frame that depends on that frame alone. A frame need not allocate. */
export interface BytesService extends TcpHead {
  /**
   * Returns the function that receives a request and calls `reply` once, before it returns. Called once for each
   * connection, or for each request in a pool.
   */
  readonly answer: BytesAnswer;
}
export type BytesAnswer = (reply: TakeBytes) => TakeBytes;

/** Like `BytesService`, with text. Bytes that are not UTF-8 come as U+FFFD. */
export interface TextService extends TcpHead {
  readonly answerText: (request: string) => string;
}

/** Handles its connections itself, with the reactor's interface. */
export interface ConnectionService extends TcpHead {
  readonly memory: ServiceMemory;
  /** Called once for each loop that serves; returns the function that makes the handler of a connection. */
  readonly start: (tools: ServiceTools) => ConnectionOwner<ServiceCloseReason>;
}

export type PureService = BytesService | TextService;
export type TcpService = PureService | ConnectionService;

/** Opens its own port in each loop that serves. */
export interface UdpService extends ServiceHead {
  readonly transport: 'udp';
  readonly memory: ServiceMemory;
  readonly open: (place: ServicePlace, tools: ServiceTools) => Promise<OpenPort>;
}

export type Service = TcpService | UdpService;

/** Why a service closes a connection, in addition to the reactor's reasons. */
export type ServiceCloseReason =
  /** Its handler threw: a fault of the service. */
  | 'service-failed'
  /** Its answer took too long, or no worker was left to compute it. */
  | 'answer-timeout';

/** Where to listen, and with which I/O. */
export interface ServicePlace {
  readonly endpoint: Endpoint;
  /** Whether several loops listen on the port. */
  readonly isPortShared: boolean;
  readonly body: IoBody;
  readonly poller?: PollerName;
  /** Connections at once in each loop; the listener's default when left out. */
  readonly connectionsMax?: number;
}

/** The parts of the outside world that a service may use. */
export interface ServiceTools {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly random: Random;
  /** The datagrams; created for the place when left out. */
  readonly datagramIo?: DatagramIo;
}

/** A port with a running service. */
export interface OpenPort {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;
  /** The body of I/O in use. */
  readonly body: Io['name'];
  /** Present connections; 0 for a service without connections. */
  readonly connectionCount: number;
  /** Accepts no more connections, gives the existing ones at most this many milliseconds, and ends. */
  stop(drainMs: number): Promise<void>;
}

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** Checks a service and returns it. Throws `ServiceError` (`service-invalid`), which says what is missing. */
export function defineService<S extends Service>(service: S): S {
  const fault = serviceFault(service);
  if (fault !== null) throw new ServiceError('service-invalid', `The service definition is invalid: ${fault}.`);
  return service;
}

/** What is wrong with a service definition, or null. */
export function serviceFault(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'it must be an object from defineService({ … })';
  const service = value as Partial<Record<string, unknown>>;
  const { name, summary, transport = 'tcp', memory } = service;
  if (typeof name !== 'string' || !NAME.test(name)) return 'name must be 1 to 32 small letters, digits and dashes';
  if (typeof summary !== 'string' || summary === '') return 'summary must be one line of text';
  if (transport !== 'tcp' && transport !== 'udp') return "transport must be 'tcp' or 'udp'";
  const ways = (transport === 'udp' ? ['open'] : ['answer', 'answerText', 'start']).filter((way) => way in service);
  const [way] = ways;
  if (way === undefined || ways.length > 1 || typeof service[way] !== 'function') {
    return transport === 'udp'
      ? 'open must be a function'
      : 'it must have exactly one of the functions answer, answerText and start';
  }
  if ((way === 'start' || way === 'open') && memory !== 'connection' && memory !== 'service') {
    return "memory must be 'connection' or 'service': where the service keeps its state";
  }
  if (transport === 'tcp' && !isFraming(service['framing']))
    return 'framing must be the result of createLines, createLength16, …';
  if (service['isWebSocketToo'] === true && (service['framing'] as Framing).name !== 'length16')
    return 'isWebSocketToo needs the framing of createLength16, whose first bytes cannot be those of a web request';
  return null;
}

function isFraming(value: unknown): value is Framing {
  return typeof value === 'object' && value !== null && 'createDecoder' in value;
}

export function isPure(service: Service): service is PureService {
  return 'answer' in service || 'answerText' in service;
}

/** Whether several loops may serve it side by side. */
export function isShareable(service: Service): boolean {
  return isPure(service) || service.memory === 'connection';
}
