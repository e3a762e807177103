// What a service is: a small program on the reactor, as one value. A TCP service either answers each frame by itself (`answer`,
// `answerText`), so that any thread may do it, or keeps something for its connections (`start`). A UDP service opens its own port.
// Invariant: what `defineService` gave was checked, so that `serve` meets no surprises in a file that somebody else wrote.
import type { Clock, Counters, Logger, Random } from '../base/index.ts';
import type { ConnectionOwner, DatagramIo, Endpoint, Io, IoBody, PollerName } from '../reactor/index.ts';
import type { Framing } from '../wire/index.ts';
import { ServiceError } from './service-error.ts';

interface ServiceHead {
  /** What `jadegate serve` calls it: small letters, digits and dashes. */
  readonly name: string;
  /** One line for the list of services. */
  readonly summary: string;
}

interface TcpHead extends ServiceHead {
  readonly transport?: 'tcp';
  readonly framing: Framing;
  /** Milliseconds from opening to the end of the first frame, and from the first byte of a frame to its last. */
  readonly firstFrameMs?: number;
  readonly frameMs?: number;
  /** Milliseconds for which a connection may say nothing. */
  readonly idleMs?: number;
}

/** Where the memory of a service lies: with each connection, or in one place for all of them, which only one loop can have. */
export type ServiceMemory = 'connection' | 'service';

/** Takes bytes [start, end), which are valid until it returns. */
export type TakeBytes = (bytes: Uint8Array, start: number, end: number) => void;

/** Each frame is answered with one, by what stands in it alone. Nothing need be made for a frame. */
export interface BytesService extends TcpHead {
  /**
   * Gives what takes the request of a frame and calls `reply` once, before it returns. Called once for each connection, or for
   * each request in a pool.
   */
  readonly answer: BytesAnswer;
}
export type BytesAnswer = (reply: TakeBytes) => TakeBytes;

/** As `BytesService`, text for text. Bytes that are no UTF-8 come as U+FFFD. */
export interface TextService extends TcpHead {
  readonly answerText: (request: string) => string;
}

/** Handles its connections itself, as the reactor has them. */
export interface ConnectionService extends TcpHead {
  readonly memory: ServiceMemory;
  /** Called once for each loop that serves; gives what makes the handler of a connection. */
  readonly start: (tools: ServiceTools) => ConnectionOwner<ServiceCloseReason>;
}

export type PureService = BytesService | TextService;
export type TcpService = PureService | ConnectionService;

/** Opens its own port, in each loop that serves. */
export interface UdpService extends ServiceHead {
  readonly transport: 'udp';
  readonly memory: ServiceMemory;
  readonly open: (place: ServicePlace, tools: ServiceTools) => Promise<OpenPort>;
}

export type Service = TcpService | UdpService;

/** Why a service closes a connection, beside the reasons of the reactor. */
export type ServiceCloseReason =
  /** Its handler threw: the fault is the service's. */
  | 'service-failed'
  /** Its answer took too long, or no worker was left to give it. */
  | 'answer-timeout';

/** Where to listen, and on what. */
export interface ServicePlace {
  readonly endpoint: Endpoint;
  /** Whether several loops listen on the port. */
  readonly isPortShared: boolean;
  readonly body: IoBody;
  readonly poller?: PollerName;
  /** How many may be connected at once, to each loop; the default of a listener when left out. */
  readonly connectionsMax?: number;
}

/** What a service may use of the world. */
export interface ServiceTools {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly random: Random;
  /** The datagrams; made as the place says when left out. */
  readonly datagramIo?: DatagramIo;
}

/** A port that is served. */
export interface OpenPort {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;
  /** The body of the I/O that was had. */
  readonly body: Io['name'];
  /** Those who are connected at the moment; 0 for a service without connections. */
  readonly connectionCount: number;
  /** Takes nobody new, lets those who are there go on for at most so many milliseconds, and ends. */
  stop(drainMs: number): Promise<void>;
}

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** Checks a service and gives it back. Throws `ServiceError` (`service-invalid`), which says what is missing. */
export function defineService<S extends Service>(service: S): S {
  const fault = serviceFault(service);
  if (fault !== null) throw new ServiceError('service-invalid', `A service is not as it must be: ${fault}.`);
  return service;
}

/** What keeps a value from being a service, or null. */
export function serviceFault(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'an object is needed, as defineService({ … }) gives';
  const service = value as Partial<Record<string, unknown>>;
  const { name, summary, transport = 'tcp', memory } = service;
  if (typeof name !== 'string' || !NAME.test(name)) return 'name: 1 to 32 small letters, digits and dashes are needed';
  if (typeof summary !== 'string' || summary === '') return 'summary: one line of text is needed';
  if (transport !== 'tcp' && transport !== 'udp') return "transport: 'tcp' or 'udp' is needed";
  const ways = (transport === 'udp' ? ['open'] : ['answer', 'answerText', 'start']).filter((way) => way in service);
  const [way] = ways;
  if (way === undefined || ways.length > 1 || typeof service[way] !== 'function') {
    return transport === 'udp'
      ? 'open: a function is needed'
      : 'one function of answer, answerText and start is needed';
  }
  if ((way === 'start' || way === 'open') && memory !== 'connection' && memory !== 'service') {
    return "memory: 'connection' or 'service' is needed, for where the service keeps what it knows";
  }
  if (transport === 'tcp' && !isFraming(service['framing']))
    return 'framing: one of createLines, createLength16, … is needed';
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
