// Door `jadegate/testing`: a whole server for one test, in memory and on a free port of this machine, and players of it.
//
//   await using server = await startTestServer({ modules: [mine], clock: 'manual' });
//   const alice = await server.enter('alice');
//   alice.client.send(Dig, { x: 3, y: 4 });
//   assert.deepEqual(await alice.client.next(DigResult), { left: 9 });
//   assert.equal((await server.request('POST /paid', { roleId: alice.roleId, gold: 5 })).status, 200);
//   await server.scope.actor(guild, 7n).invite({ roleId: alice.roleId });
//   await server.advance(86_400_000);
//   await server.crash();
//
// It is the server of `jadegate start --dev`, with nothing replaced but the disk and, with a manual clock, time. Anyone may sign in
// under any name. Errors of the game's code are printed, reach the client in the reason of its end, and fail the test.

import type { CrashStep } from './actor/index.ts';
import { assert, type Clock, Counters, type Logger, ManualClock, systemClock } from './base/index.ts';
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
import { bodyOf } from './process/place/index.ts';
import { createDefaultIo } from './reactor/index.ts';
import { requestOnce, type TestAnswer } from './request-node.ts';
import { ConfigError } from './server/control/index.ts';
import { type Server, type ServerParts, startServer } from './server/index.ts';
import { type Config, modulesOf, readConfig } from './server/settings/index.ts';
import {
  createTestScope,
  type GameError,
  GameErrors,
  ioOf,
  KeptDatabase,
  KeptJournal,
  Life,
  LifeClock,
  type Runs,
  type TestScope,
  TestTime,
  withKnownAlarms,
} from './test-kit/index.ts';

export type { CrashStep, GameError, TestScope };

export interface TestServerOptions<Modules extends readonly AnyModule[] = readonly AnyModule[]> {
  readonly modules?: Modules;
  /** Modules of jadegate that are left out. */
  readonly without?: readonly BuiltInName[];
  /** Settings that the test is about; the others are those of a server in development. */
  readonly settings?: GameSettings<Modules>;
  /** `manual`: time stands still for the server unless the test calls `advance`. */
  readonly clock?: 'manual' | 'system';
  /** Another process of the same game: it uses the database and the clock of that server, which stops later. */
  readonly beside?: TestServer;
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

  clear(): void {
    this.#roles.clear();
  }

  #find(roleId: bigint): PromiseWithResolvers<true> {
    const known = this.#roles.get(roleId) ?? Promise.withResolvers<true>();
    this.#roles.set(roleId, known);
    return known;
  }
}

/** What a client must know of the game. */
type DialOptions = Pick<ConnectClientOptions, 'messages' | 'closeReasons' | 'layout'>;

/** What the servers of one game share in a test. */
interface Place {
  readonly clock: Clock;
  readonly time: TestTime;
  readonly database: KeptDatabase;
  readonly runs: Set<Run>;
}

/** A server from its start to its stop or crash. */
interface Run {
  readonly server: Server;
  readonly life: Life;
  readonly clock: LifeClock;
  readonly scope: TestScope;
}

interface TestServerParts {
  readonly place: Place;
  readonly config: Config;
  readonly modules: readonly AnyModule[];
  readonly without: readonly BuiltInName[];
  readonly log: Logger;
  readonly arrivals: Arrivals;
}

export class TestServer implements AsyncDisposable {
  /**
   * Calls from the test, as from another process: `server.scope.actor(guild, 7n).apply({ roleId })`. After a crash they go to the
   * server that has started again.
   */
  readonly scope: TestScope;
  readonly #parts: TestServerParts;
  readonly #dial: DialOptions;
  readonly #reactor = createClientReactor();
  readonly #journal = new KeptJournal();
  readonly #errors = new GameErrors();
  readonly #runs: Runs;
  /** Null while it starts. */
  #run: Run | null = null;
  #starting: Promise<Run> | null = null;
  #crash: { readonly step: CrashStep; readonly settled: PromiseWithResolvers<void> } | null = null;
  #stopped: Promise<void> | null = null;

  private constructor(parts: TestServerParts) {
    this.#parts = parts;
    const { modules, config } = parts;
    this.#dial = {
      messages: modules.flatMap((module) => module.messages),
      closeReasons: modules.flatMap((module) => module.closeReasons),
      layout: config.gate.layout,
    };
    const present = () => this.#run;
    this.#runs = {
      get now() {
        return present();
      },
      next: () => this.#running(),
    };
    this.scope = createTestScope(this.#runs);
  }

  /** For `startTestServer`. */
  static async start(parts: TestServerParts): Promise<TestServer> {
    const server = new TestServer(parts);
    await server.#start();
    return server;
  }

  /** What the servers of this game share. */
  static placeOf(server: TestServer): Place {
    return server.#parts.place;
  }

  /** The server that runs now. */
  get server(): Server {
    if (this.#run === null) throw new Error('the server starts again after its crash: await crash() first');
    return this.#run.server;
  }

  /** As a client would write it: `tcp://127.0.0.1:40123`. */
  get url(): string {
    return this.server.url;
  }

  /** A client that has connected and said nothing yet. It ends with the server. */
  async connect(): Promise<Client> {
    const { server } = await this.#running();
    return this.#connectTo(server.url);
  }

  /**
   * Signs in as `account` and goes into the world, with a new role when there is none. Resolves when the `arrived` hooks of all
   * modules are done. Rejects with `ClientError`.
   */
  async enter(account: string, options: Omit<EnterOptions, 'credentials'> = {}): Promise<TestPlayer> {
    const { url } = (await this.#running()).server;
    const client = await this.#connectTo(url);
    const entered = await enterWorld(client, { ...options, credentials: account });
    const isIn = await Promise.race([this.#parts.arrivals.of(entered.roleId), client.closed]);
    if (isIn !== true) throw new ClientError('closed', `${url}: ${describeClosed(isIn)}`, { told: isIn.told });
    return { client, ...entered };
  }

  /** What an operator's `jadegate do NAME` prints. Rejects with `ConfigError` when the command is refused. */
  async command(name: string, args: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { server } = await this.#running();
    const answer = await server.control({ ...args, command: name });
    if (!answer.ok) throw new ConfigError('refused', answer.error);
    return String(answer.result);
  }

  /**
   * Asks a route of the game over HTTP: `request('POST /paid', { roleId: '7' })`. It goes through all that other senders go
   * through, and proves the route's secret unless `headers` give another proof. A text is sent as it is, anything else as JSON.
   */
  async request(route: RouteName, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<TestAnswer> {
    const { http } = (await this.#running()).server;
    assert(http !== null, 'no module of this game has a route');
    const [method = '', path = ''] = route.split(' ');
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body, bigintAsText);
    const bytes = Buffer.from(text);
    const own = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
    const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const fields = { ...own, ...http.proofOf(route, bytes), ...Object.fromEntries(given) };
    return requestOnce(`${http.url}${path}`, { method, headers: fields, body: bytes });
  }

  /**
   * Lets time pass for a server with a manual clock: ticks, timers, alarms, tasks and time limits that are due run in their order,
   * each when all that was due before is done. A turn that waits for the world outside is waited for.
   */
  advance(ms: number): Promise<void> {
    return this.#parts.place.time.advance(ms);
  }

  /** Sets the manual wall clock forward, or back with a number below 0, as an administrator does. No time passes. */
  jump(ms: number): void {
    this.#parts.place.time.jump(ms);
  }

  /** Resolves when no turn runs or waits. Rejects after 5 seconds when one still does: it may wait for time to pass. */
  settled(): Promise<void> {
    return this.#parts.place.time.settled();
  }

  /** Brings the live rows of all roles and actors that are awake into the database, where the store's tables and procedures see them. */
  async flush(): Promise<void> {
    const { server } = await this.#running();
    await server.store.live.flush();
  }

  /**
   * Ends the server as `kill -9` does, and starts the game again: what was only in memory is lost, the database and the journal stay.
   * Clients lose their connection; calls of the test that were not answered are rejected.
   */
  async crash(): Promise<void> {
    this.#assertCanCrash();
    await this.#running();
    this.#die();
    await this.#running();
  }

  /**
   * The next call with `once`, or `together`, that reaches the step crashes the server there. Resolves when the game runs again.
   * `before-journal`: nothing is kept. `between-owners`: a `together` has changed its owners' rows. `after-journal`: the change is
   * kept, and nobody has heard of it. `before-answer`: the same, after the turn has passed on what it sends.
   */
  crashAt(step: CrashStep): Promise<void> {
    this.#assertCanCrash();
    if (this.#crash !== null) throw new Error(unreached(this.#crash.step));
    const settled = Promise.withResolvers<void>();
    this.#crash = { step, settled };
    return settled.promise;
  }

  /** The process hangs from here on: its timers do not fire, so that another process may take its owners over. */
  stall(): void {
    assert(this.#run !== null, 'a server that starts does not hang');
    this.#run.clock.stall();
  }

  /** The process that hung continues. */
  resume(): void {
    this.#run?.clock.resume();
  }

  /** Takes the errors of the game's code so far. Those that no test takes fail it: `stop` rejects with an `AggregateError`. */
  errors(): readonly GameError[] {
    return this.#errors.take();
  }

  /** Ends the clients, then the server. Once; `await using` does it. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #connectTo(url: string): Promise<Client> {
    return connectClient({ url, ...this.#dial, reactor: this.#reactor });
  }

  async #stop(): Promise<void> {
    const { server } = await this.#running();
    await this.#reactor.stop();
    this.#run?.clock.resume();
    await this.#parts.place.time.passFor(server.stop());
    if (this.#run !== null) this.#parts.place.runs.delete(this.#run);
    if (this.#crash !== null) throw new Error(unreached(this.#crash.step));
    this.#errors.assertNone();
  }

  #running(): Promise<Run> {
    return this.#run === null ? (this.#starting ?? this.#start()) : Promise.resolve(this.#run);
  }

  #start(): Promise<Run> {
    this.#starting = this.#startRun();
    // Whoever waits for the server learns of it.
    this.#starting.catch(() => {});
    return this.#starting;
  }

  async #startRun(): Promise<Run> {
    const { place, config, modules, without } = this.#parts;
    const life = new Life();
    const clock = new LifeClock(place.clock, life);
    const log = this.#errors.recorder(this.#parts.log, life);
    const counters = new Counters();
    const io = ioOf(life, createDefaultIo({ counters, log, body: config.io, poller: config.poller }));
    const parts = this.#serverParts(life);
    const server = await startServer({ config, modules, without, log, clock, counters, io, parts });
    const kit = server.gate.modules.scopes.find(({ module }) => module === this.#parts.arrivals.module);
    assert(kit !== undefined, 'the kit has a module in the game');
    const run: Run = { server, life, clock, scope: kit };
    place.runs.add(run);
    this.#run = run;
    this.#starting = null;
    return run;
  }

  #serverParts(life: Life): ServerParts {
    const { place, config } = this.#parts;
    return {
      body: place.database.bodyFor(life),
      ...(isKept(config) ? { openJournal: async () => this.#journal.open(life) } : {}),
      actorHost: (host) => ({
        ...host,
        live: isKept(config) ? withKnownAlarms(host.live, place.database) : host.live,
        crashPoint: (step) => this.#crashPoint(step, life),
      }),
    };
  }

  #crashPoint(step: CrashStep, life: Life): void {
    const crash = this.#crash;
    if (crash?.step !== step || life !== this.#run?.life) return;
    this.#crash = null;
    this.#die();
    this.#running().then(() => crash.settled.resolve(), crash.settled.reject);
  }

  #assertCanCrash(): void {
    if (isKept(this.#parts.config)) return;
    throw new Error('a crash needs a database in memory: leave the settings `store` and `inMemory` out');
  }

  /** Nothing of the present run happens after this. */
  #die(): void {
    const run = this.#run;
    assert(run !== null, 'the server runs');
    const { place, arrivals } = this.#parts;
    run.server.gate.actors.halt();
    run.life.end();
    run.server.http?.abort();
    place.runs.delete(run);
    arrivals.clear();
    this.#run = null;
    this.#starting = place.database.died().then(() => this.#startRun());
    this.#starting.catch(() => {});
  }
}

function unreached(step: CrashStep): string {
  return `crashAt('${step}'): no call with once, and no together, has reached that step`;
}

/** Whether the database and the journal are the kit's, and stay when the server crashes. */
function isKept({ inMemory, store }: Config): boolean {
  return inMemory && store === undefined;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

export async function startTestServer<const Modules extends readonly AnyModule[] = readonly []>(
  options: TestServerOptions<Modules> = {},
): Promise<TestServer> {
  const { modules: own = [], without = [], settings = {}, log = printErrors(), beside } = options;
  const arrivals = new Arrivals();
  // The last module: its hook runs when those of the game are done.
  const modules = [...own, arrivals.module];
  const sources = {
    file: { path: 'settings', settings: { dev: true, inMemory: true, ...settings } },
    flags: { gate: { port: 0 }, ...(own.some(({ routes }) => routes.length > 0) ? { http: { port: 0 } } : {}) },
  };
  const config = readConfig(sources, modulesOf({ modules, without }));
  const place = beside === undefined ? createPlace(config, options.clock) : TestServer.placeOf(beside);
  return TestServer.start({ place, config, modules, without, log, arrivals });
}

function createPlace(config: Config, kind: 'manual' | 'system' = 'system'): Place {
  const manual = kind === 'manual' ? new ManualClock() : null;
  const database = new KeptDatabase(bodyOf(config));
  const runs = new Set<Run>();
  return { clock: manual ?? systemClock, time: new TestTime({ clock: manual, database, runs }), database, runs };
}
