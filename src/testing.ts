// Door `jadegate/testing`: a whole server for one test, in memory and on a free port of this machine, and players of it.
//
//   await using server = await startTestServer({ modules: [mine] });
//   const alice = await server.enter('alice');
//   alice.client.send(Dig, { x: 3, y: 4 });
//   assert.deepEqual(await alice.client.next(DigResult), { left: 9 });
//   assert.equal((await server.request('POST /paid', { roleId: alice.roleId, gold: 5 })).status, 200);
//
// It is the server of `jadegate start --dev`, with nothing replaced but the disk. Anyone may sign in under any name. Errors of the
// game's code are printed, and reach the client in the reason of its end.

import { assert, type Logger, ManualClock, sleep, systemClock } from './base/index.ts';
import {
  type Client,
  ClientError,
  type ConnectClientOptions,
  connectClient,
  createClientReactor,
  describeClosed,
  type Entered,
  type EnterOptions,
  enterWorld,
} from './client/index.ts';
import type { GameSettings } from './game.ts';
import { type AnyModule, defineModule, type RouteName } from './gate/index.ts';
import type { BuiltInName } from './modules/index.ts';
import { printErrors } from './print-errors-node.ts';
import { requestOnce, type TestAnswer } from './request-node.ts';
import { ConfigError } from './server/control/index.ts';
import { type Server, startServer } from './server/index.ts';
import { modulesOf, readConfig } from './server/settings/index.ts';

/** Time passes in steps of this length, so that what one step causes is done before the next. */
const STEP_MS = 1_000;

export interface TestServerOptions<Modules extends readonly AnyModule[] = readonly AnyModule[]> {
  readonly modules?: Modules;
  /** Modules of jadegate that are left out. */
  readonly without?: readonly BuiltInName[];
  /** Settings that the test is about; the others are those of a server in development. */
  readonly settings?: GameSettings<Modules>;
  /** `manual`: time stands still for the server unless the test calls `advance`. */
  readonly clock?: 'manual' | 'system';
  /** Without one, errors are printed on standard error. */
  readonly log?: Logger;
}

/** A role in the world, and the client that plays it. */
export interface TestPlayer extends Entered {
  readonly client: Client;
}

/** Which roles are in the world, with all hooks done. */
class Arrivals {
  readonly #roles = new Map<bigint, PromiseWithResolvers<true>>();
  readonly module = defineModule({ name: 'test-kit' })
    .hook('arrived', (ctx) => this.#find(ctx.role.id).resolve(true))
    .hook('left', (ctx) => void (ctx.role !== null && this.#roles.delete(ctx.role.id)));

  of(roleId: bigint): Promise<true> {
    return this.#find(roleId).promise;
  }

  #find(roleId: bigint): PromiseWithResolvers<true> {
    const known = this.#roles.get(roleId) ?? Promise.withResolvers<true>();
    this.#roles.set(roleId, known);
    return known;
  }
}

/** What a client must know of the game. */
type DialOptions = Pick<ConnectClientOptions, 'messages' | 'closeReasons' | 'layout'>;

export class TestServer implements AsyncDisposable {
  readonly server: Server;
  readonly #dial: DialOptions;
  readonly #clock: ManualClock | null;
  readonly #arrivals: Arrivals;
  readonly #reactor = createClientReactor();

  /** Made by `startTestServer`. */
  constructor(
    server: Server,
    options: { readonly dial: DialOptions; readonly clock: ManualClock | null; readonly arrivals: Arrivals },
  ) {
    this.server = server;
    this.#dial = options.dial;
    this.#clock = options.clock;
    this.#arrivals = options.arrivals;
  }

  /** As a client would write it: `tcp://127.0.0.1:40123`. */
  get url(): string {
    return this.server.url;
  }

  /** A client that has connected and said nothing yet. It ends with the server. */
  connect(): Promise<Client> {
    return connectClient({ url: this.url, ...this.#dial, reactor: this.#reactor });
  }

  /**
   * Signs in as `account` and goes into the world, with a new role when there is none. Resolves when the `arrived` hooks of all
   * modules are done. Rejects with `ClientError`.
   */
  async enter(account: string, options: Omit<EnterOptions, 'credentials'> = {}): Promise<TestPlayer> {
    const client = await this.connect();
    const entered = await enterWorld(client, { ...options, credentials: account });
    const isIn = await Promise.race([this.#arrivals.of(entered.roleId), client.closed]);
    if (isIn !== true) throw new ClientError('closed', `${this.url}: ${describeClosed(isIn)}`, { told: isIn.told });
    return { client, ...entered };
  }

  /** What an operator's `jadegate do NAME` prints. Rejects with `ConfigError` when the command is refused. */
  async command(name: string, args: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const answer = await this.server.control({ ...args, command: name });
    if (!answer.ok) throw new ConfigError('refused', answer.error);
    return String(answer.result);
  }

  /**
   * Asks a route of the game over HTTP: `request('POST /paid', { roleId: '7' })`. It goes through all that other senders go
   * through, and proves the route's secret unless `headers` give another proof. A text is sent as it is, anything else as JSON.
   */
  async request(route: RouteName, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<TestAnswer> {
    const { http } = this.server;
    assert(http !== null, 'no module of this game has a route');
    const [method = '', path = ''] = route.split(' ');
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body, bigintAsText);
    const bytes = Buffer.from(text);
    const own = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
    const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const fields = { ...own, ...http.proofOf(route, bytes), ...Object.fromEntries(given) };
    return requestOnce(`${http.url}${path}`, { method, headers: fields, body: bytes });
  }

  /** Lets time pass for a server with a manual clock: periodic tasks that are due run, and time limits end. */
  async advance(ms: number): Promise<void> {
    assert(this.#clock !== null, "time passes by itself unless the server was started with { clock: 'manual' }");
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      this.#clock.advance(Math.min(leftMs, STEP_MS));
      await sleep(systemClock, 0);
      // The store's thread runs in real time: let it answer before time goes on.
      await this.flush();
    }
  }

  /** Brings the live rows of all roles that play into the database, where the store's tables and procedures see them. */
  async flush(): Promise<void> {
    await this.server.store.live.flush();
  }

  /** Ends the clients, then the server. Once; `await using` does it. */
  async stop(): Promise<void> {
    await this.#reactor.stop();
    await this.server.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

export async function startTestServer<const Modules extends readonly AnyModule[] = readonly []>(
  options: TestServerOptions<Modules> = {},
): Promise<TestServer> {
  const { modules: own = [], without = [], settings = {}, log = printErrors() } = options;
  const arrivals = new Arrivals();
  // The last module: its hook runs when those of the game are done.
  const modules = [...own, arrivals.module];
  const clock = options.clock === 'manual' ? new ManualClock() : null;
  const sources = {
    file: { path: 'settings', settings: { dev: true, inMemory: true, ...settings } },
    flags: { gate: { port: 0 }, ...(own.some(({ routes }) => routes.length > 0) ? { http: { port: 0 } } : {}) },
  };
  const config = readConfig(sources, modulesOf({ modules, without }));
  const server = await startServer({ config, modules, without, log, ...(clock === null ? {} : { clock }) });
  const dial = {
    messages: modules.flatMap((module) => module.messages),
    closeReasons: modules.flatMap((module) => module.closeReasons),
    layout: config.gate.layout,
  };
  return new TestServer(server, { dial, clock, arrivals });
}
