// The HTTP port: node:http reads the requests, within bounds, and this class decides about each, in this order: path and method,
// what the header fields prove and promise, the body's length, its signature, its fields, and whether there is room to run its
// handler. The handler's failure is an incident: the log has the error, and the sender its number.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { finished } from 'node:stream/promises';
import {
  type Clock,
  type Counters,
  endOnBroken,
  isLate,
  type Logger,
  messageOf,
  type Random,
  sleep,
  stackOf,
  toHex,
} from '../../base/index.ts';
import type { HostedRoute, RouteAnswer } from '../../gate/index.ts';
import { HOLD_MS_MAX } from '../../handover/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import { ConfigError } from '../control/index.ts';
import {
  CHECK_MS,
  HEADER_BYTES_MAX,
  HEADER_MS_MAX,
  HTTP_STOP_MS_MAX,
  KEEP_ALIVE_MS,
  REQUEST_MS_MAX,
  REQUESTS_PER_CONNECTION_MAX,
  ROUTE_MS_MAX,
  SILENT_MS_MAX,
  SUSPEND_POLL_MS,
} from './limits.ts';
import { bodyRefusal, type Refusal, readJson, tooLong } from './request-body.ts';
import { type Payload, payloadOf } from './route-answer.ts';
import type { ProofFault, RouteCheck } from './route-auth.ts';
import { type RouteStatus, RouteTable, type ServedRoute } from './route-table.ts';

export interface HttpDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  readonly log: Logger;
}

export interface HttpOptions {
  readonly endpoint: Endpoint;
  readonly routes: readonly HostedRoute[];
  readonly bodyBytesMax: number;
  readonly connectionsMax: number;
  /** Handlers that run at once. */
  readonly handlersMax: number;
  readonly reusePort: boolean;
  /** The port of a process that this one takes over from: open already. */
  readonly inherited?: number;
  /** As in `limits.ts` when left out. */
  readonly headerMs?: number;
  readonly requestMs?: number;
  readonly checkMs?: number;
}

/** What node:http reports of a request that it could not read, by its code; anything else is malformed. */
const UNREADABLE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

type Outcome = {
  readonly payload: Payload;
  readonly counted: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export class HttpPort {
  readonly #dependencies: HttpDependencies;
  readonly #options: HttpOptions;
  readonly #table: RouteTable;
  readonly #server: Server;
  /** Requests from their header to their answer. */
  readonly #serving = new Set<Promise<void>>();
  #handlerCount = 0;
  #isStopping = false;
  /** Set while the port is passed on: requests wait. */
  #rest: PromiseWithResolvers<void> | null = null;
  #endpoint: Endpoint;

  private constructor(dependencies: HttpDependencies, options: HttpOptions) {
    this.#dependencies = dependencies;
    this.#options = options;
    this.#endpoint = options.endpoint;
    this.#table = new RouteTable(options.routes, dependencies);
    this.#server = this.#createServer();
  }

  /** Rejects with `ConfigError` when the port is not available, or a secret is empty. */
  static async open(dependencies: HttpDependencies, options: HttpOptions): Promise<HttpPort> {
    const port = new HttpPort(dependencies, options);
    await port.#listen();
    return port;
  }

  /** `http://127.0.0.1:8080`. */
  get url(): string {
    const { host, port } = this.#endpoint;
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  routes(): readonly RouteStatus[] {
    return this.#table.statuses();
  }

  /** The header fields with which a sender that knows the route's secret would send the body. */
  proofOf(name: string, body: Uint8Array): Readonly<Record<string, string>> {
    const [method = '', path = ''] = name.split(' ');
    return this.#table.find(method, path)?.check.prove(body) ?? {};
  }

  /** Refuses further requests, waits for those that are being answered, within a bound, and ends all connections. */
  async close(): Promise<void> {
    this.#isStopping = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const { clock, log } = this.#dependencies;
    if (await isLate(clock, HTTP_STOP_MS_MAX, Promise.allSettled(this.#serving))) {
      log.error(`requests take more than ${HTTP_STOP_MS_MAX} ms; they are left unanswered`, {
        count: this.#serving.size,
      });
    }
    this.#server.closeAllConnections();
    await closed;
  }

  /** As it was opened: port 0 where the system chose. */
  get configured(): Endpoint {
    return this.#options.endpoint;
  }

  /** The open port's; null where the system has none. */
  get descriptor(): number | null {
    // Node shows it nowhere else.
    const { _handle: handle } = this.#server as Server & { readonly _handle?: { readonly fd?: number } | null };
    const descriptor = handle?.fd ?? -1;
    return descriptor < 0 ? null : descriptor;
  }

  /** Accepts nothing and begins no request until `resume`. Resolves when none runs any more, or with a sentence on those that do. */
  async suspend(): Promise<string | null> {
    this.#rest ??= Promise.withResolvers();
    this.#server.close();
    const { clock } = this.#dependencies;
    const isOver = async (): Promise<void> => {
      while (this.#handlerCount > 0) await sleep(clock, SUSPEND_POLL_MS);
    };
    if (!(await isLate(clock, HOLD_MS_MAX, isOver()))) return null;
    return `${this.#handlerCount} HTTP requests were still being answered after ${HOLD_MS_MAX} ms.`;
  }

  /** Accepts again, with a descriptor of the same port. */
  async resume(descriptor: number): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen({ fd: descriptor }, resolve));
    this.#rest?.resolve();
    this.#rest = null;
  }

  /** Ends at once, as when its process is killed. */
  abort(): void {
    this.#isStopping = true;
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #createServer(): Server {
    const { headerMs = HEADER_MS_MAX, requestMs = REQUEST_MS_MAX, checkMs = CHECK_MS, connectionsMax } = this.#options;
    const server = createServer({
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: headerMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      insecureHTTPParser: false,
    });
    server.maxConnections = connectionsMax;
    server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION_MAX;
    server.timeout = SILENT_MS_MAX;
    server.on('request', (request, response) => this.#take(request, response));
    // Without this listener node:http asks for the body before anything is checked.
    server.on('checkContinue', (request, response) => this.#take(request, response));
    server.on('clientError', (error, socket) => this.#unreadable(error, socket as Socket));
    server.on('drop', () => this.#dependencies.counters.counter('http_connections_refused').add());
    return server;
  }

  async #listen(): Promise<void> {
    const { endpoint, reusePort } = this.#options;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', reject);
        const { inherited } = this.#options;
        const place = inherited === undefined ? { ...endpoint, reusePort } : { fd: inherited };
        this.#server.listen(place, () => resolve());
      });
    } catch (error) {
      const what = `http: cannot listen on ${endpoint.host}:${endpoint.port}: ${messageOf(error)}`;
      throw new ConfigError('refused', `${what}; choose another http.port or http.host`, { cause: error });
    }
    this.#server.on('error', (error) => this.#dependencies.log.error(`the HTTP port failed: ${error.message}`));
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#endpoint = { ...endpoint, port: address.port };
  }

  #unreadable(error: Error & { readonly code?: string }, socket: Socket): void {
    const status = UNREADABLE[error.code ?? ''] ?? '400 Bad Request';
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    this.#table.count(null, status.slice(0, 3));
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    socket.destroySoon();
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const serving = this.#serve(request, response).catch((error: unknown) => {
      endOnBroken(error);
      this.#dependencies.log.error(`a request failed: ${messageOf(error)}`, { stack: stackOf(error) });
      response.destroy();
    });
    this.#serving.add(serving);
    void serving.then(() => this.#serving.delete(serving));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Its end is seen where its body is read, and by the response.
    request.on('error', () => {});
    if (this.#rest !== null) await this.#rest.promise;
    const method = request.method ?? '';
    const [path = ''] = (request.url ?? '').split('?', 1);
    const route = this.#table.find(method, path);
    const outcome = route === null ? this.#noRoute(path) : await this.#outcome(route, request, response);
    if (outcome === null) return;
    this.#table.count(route, outcome.counted);
    send(request, response, { ...outcome, isLast: this.#isStopping });
    // A sender that leaves before its answer is no failure.
    await finished(response).catch(() => {});
  }

  #noRoute(path: string): Outcome {
    const methods = this.#table.methodsOf(path);
    if (methods.length === 0) return outcomeOf({ status: 404, error: 'there is no such path' });
    const allow = methods.join(', ');
    return outcomeOf({ status: 405, error: `the path has the methods ${allow}`, headers: { allow } });
  }

  /** Null when the sender is gone. */
  async #outcome(route: ServedRoute, request: IncomingMessage, response: ServerResponse): Promise<Outcome | null> {
    const { check } = route;
    const { bodyBytesMax: bytesMax } = this.#options;
    const refusal = this.#early(route, request) ?? bodyRefusal(route.route.method, request.headers, { bytesMax });
    if (refusal !== null) return this.#refuse(route, request, refusal);
    if (request.headers.expect !== undefined) response.writeContinue();
    const bytes = await readBytes(request, bytesMax);
    if (bytes === 'gone') return null;
    if (bytes === 'too-long') return this.#refuse(route, request, tooLong(bytesMax));
    const fault = check.bodyFault(request.headers, bytes);
    if (fault !== null) return this.#refuse(route, request, refusalOf(fault, check));
    const body = await readJson(bytes, route.route.body);
    if (!body.ok) return this.#refuse(route, request, body.refusal);
    if (this.#isStopping) return this.#refuse(route, request, STOPPING);
    if (this.#handlerCount >= this.#options.handlersMax) return this.#refuse(route, request, BUSY);
    // Last, and at once before the handler: a request that is refused may be sent again.
    const used = check.use(request.headers);
    if (used !== null) return this.#refuse(route, request, refusalOf(used, check));
    return this.#run(route, body.value);
  }

  #early({ check }: ServedRoute, request: IncomingMessage): Refusal | null {
    if (this.#isStopping) return STOPPING;
    return check.allowsHeaders(request.headers) ? null : refusalOf('unproven', check);
  }

  #refuse({ route }: ServedRoute, request: IncomingMessage, refusal: Refusal): Outcome {
    if (refusal.status === 401 || refusal.status === 409) {
      const address = request.socket.remoteAddress;
      this.#dependencies.log.warn(`a request was refused: ${refusal.error}`, { route: route.name, address });
    }
    return outcomeOf(refusal);
  }

  /** A handler that takes too long keeps its place until it ends: late ones do not add up. */
  async #run(served: ServedRoute, body: unknown): Promise<Outcome> {
    const { route, scope } = served;
    this.#handlerCount++;
    const run = (async (): Promise<RouteAnswer> =>
      await scope.traced(`the route '${route.name}'`, () => route.run(scope, body)))();
    const ended = run.then(
      () => {},
      () => {},
    );
    void ended.then(() => {
      this.#handlerCount--;
    });
    try {
      if (await isLate(this.#dependencies.clock, ROUTE_MS_MAX, ended)) {
        throw new Error(`it took more than ${ROUTE_MS_MAX} ms`);
      }
      const payload = payloadOf(await run);
      return { payload, counted: `${Math.floor(payload.status / 100)}xx` };
    } catch (error) {
      return this.#incident(served, error);
    }
  }

  #incident({ route, scope }: ServedRoute, error: unknown): Outcome {
    endOnBroken(error);
    const incident = toHex(this.#dependencies.random.bytes(4));
    scope.log.error(`the route '${route.name}' failed: ${messageOf(error)}`, { incident, stack: stackOf(error) });
    const text = 'the server failed; its log has the error under the number of this incident';
    return { payload: payloadOf({ status: 500, json: { error: text, incident } }), counted: '500' };
  }
}

const PROOF_FAULTS: Readonly<Record<ProofFault, Omit<Refusal, 'headers'>>> = {
  unproven: { status: 401, error: 'the request does not prove that its sender knows the secret' },
  stale: {
    status: 401,
    error: 'the signed time is too far from the time of the server: set the clocks, and sign again',
  },
  used: { status: 409, error: 'the nonce was used before: sign each try with a new one' },
  full: { status: 503, error: 'too many signed requests came within the window: send it again later' },
};

function refusalOf(fault: ProofFault, { kind }: RouteCheck): Refusal {
  const refusal = PROOF_FAULTS[fault];
  switch (refusal.status) {
    case 401:
      return { ...refusal, headers: { 'www-authenticate': kind === 'bearer' ? 'Bearer' : 'HMAC-SHA256' } };
    case 503:
      return { ...refusal, headers: { 'retry-after': '60' } };
    default:
      return refusal;
  }
}

const STOPPING: Refusal = { status: 503, error: 'the server is stopping', headers: { 'retry-after': '10' } };
const BUSY: Refusal = { status: 503, error: 'too many requests are being handled', headers: { 'retry-after': '1' } };

function outcomeOf({ status, error, headers }: Refusal): Outcome {
  const payload = payloadOf({ status, json: { error } });
  return { payload, counted: String(status), ...(headers === undefined ? {} : { headers }) };
}

/** The whole body, within its bound. */
async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Uint8Array | 'gone' | 'too-long'> {
  const chunks: Uint8Array[] = [];
  let count = 0;
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      count += chunk.length;
      if (count > bytesMax) return 'too-long';
      chunks.push(chunk);
    }
  } catch {
    return 'gone';
  }
  return Buffer.concat(chunks);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { payload, headers, isLast }: Outcome & { readonly isLast: boolean },
): void {
  // What is left of a body that nobody reads would be taken for the next request.
  if (isLast || !request.complete) response.setHeader('connection', 'close');
  const { status, type, bytes } = payload;
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(bytes);
}
