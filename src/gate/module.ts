// The API that games are written against. A module declares all that it brings: tables, settings, message handlers, hooks,
// periodic tasks, operator commands, HTTP routes, close reasons, and what it offers to other modules. jadegate's own modules are written with it too.
//
//   const settings = z.object({ orePerDig: z.int().min(1).default(1).describe('Ore that one dig takes') });
//
//   export const mine = defineModule({ name: 'mine', tables: { ore }, settings })
//     .on(Dig, async (ctx, { x, y }) => {
//       const left = (ctx.rows.ore.get(x, y)?.left ?? 3) - ctx.settings.orePerDig;
//       ctx.rows.ore.upsert({ x, y, left });
//       ctx.reply(DigResult, { left });
//     })
//     .every(60_000, (scope) => void scope.broadcast(OreGrew, {}))
//     .command('mine-close', { help: 'closes the mine', args: z.object({}) }, () => 'the mine is closed');
import type { z } from 'zod';
import type { AnyOffer, Offer } from '../actor/index.ts';
import { type AnyActor, type Due, parseTimeOfDay, type TimeOfDay } from '../actor/index.ts';
import { assert, type Tick } from '../base/index.ts';
import type { Table } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { CloseReason } from './close-reason.ts';
import type { BoundCommand, CommandOptions } from './command.ts';
import type { Context } from './context.ts';
import type { GameCloseReason } from './game-reason.ts';
import type { RESYNC_WHY } from './gate.failures.ts';
import { type BoundRoute, parseRouteName, type RouteAnswer, type RouteName, type RouteOptions } from './route.ts';
import type { Scope } from './scope.ts';

export type Tables = Readonly<Record<string, Table>>;
/** A zod object. It may have refinements and defaults; a setting's `describe` is its line in the guide. */
export type SettingsSchema = z.ZodObject;
/** Of a module without settings. */
export type NoSettings = z.ZodObject<Record<never, never>>;

type Waits<T> = T | Promise<T>;

/** Messages of one session are handled in order: the next waits until the promise of this one is settled. */
export type Handler<T, M, S extends string, Settings = unknown> = (
  ctx: Context<T, S, Settings>,
  message: M,
) => void | Promise<void>;

/** A client that missed nothing of what its session was sent, but what is droppable. */
export interface Resumed {
  /** How long the session had no connection. Milliseconds. */
  readonly awayMs: number;
  /** Droppable messages that the client was left without, those sent by maps included. */
  readonly leftOut: number;
  /** Whether the client came back over another kind of connection: WebSocket instead of TCP, or the other way. */
  readonly hasNewFraming: boolean;
}

/** A client that missed something for good, and has forgotten the state of the game. */
export interface Resync {
  /** Messages that it missed. */
  readonly lost: number;
  readonly why: keyof typeof RESYNC_WHY;
}

/**
 * Moments of a session whose client asked that it outlives its connection. The session's messages wait for them, for 10 s at most.
 * `parked`: the connection is lost. The session keeps account, role and place, and what it is sent is kept for its client. `resumed`:
 * the client came back and misses nothing. `resync`: it came back and is to be sent the state of the game anew.
 */
interface LinkHooks<T, Settings = unknown> {
  readonly parked: (ctx: SignedIn<T, Settings>, loss: CloseReason) => void | Promise<void>;
  readonly resumed: (ctx: SignedIn<T, Settings>, resumed: Resumed) => void | Promise<void>;
  readonly resync: (ctx: SignedIn<T, Settings>, resync: Resync) => void | Promise<void>;
}

type SignedIn<T, Settings> = Context<T, 'roleListing' | 'entering' | 'gaming', Settings>;

/**
 * Moments of a session's life. Each runs in every module, in the order of the game's list, and the session waits for it.
 * `authenticated`: the session has an account. `entering`: it has chosen a role; its client is sent to the map. `arrived`: it is
 * in the world, once; a change of lines is no second arrival. `left`: it is gone or about to be, whatever the reason; once for every session that was `authenticated`.
 */
export interface SessionHooks<T, Settings = unknown> extends LinkHooks<T, Settings> {
  readonly authenticated: (ctx: Context<T, 'roleListing', Settings>) => void | Promise<void>;
  readonly entering: (ctx: Context<T, 'entering', Settings>) => void | Promise<void>;
  readonly arrived: (ctx: Context<T, 'gaming', Settings>) => void | Promise<void>;
  readonly left: (ctx: Context<T, 'closing', Settings>, reason: CloseReason) => void | Promise<void>;
}

/**
 * A session that goes on in another process, as in an upgrade (`jadegate upgrade`). Rows, account, role and connection move by
 * themselves; what a module keeps of the session in memory moves by these two hooks. A module without `imported`, or whose bytes are
 * missing, begins anew: its `resync` runs, also for a client that did not ask to be able to resume.
 */
interface MoveHooks<T, Settings = unknown> {
  /**
   * In the old process, while nothing runs: gives what the module has in memory, 4 KiB at most, or null. It returns at once, uses no
   * rows and sends nothing.
   */
  readonly exported: (ctx: SignedIn<T, Settings>) => Uint8Array | null;
  /** In the new process, before the client is heard: takes these bytes, or none from a module without `exported`. */
  readonly imported: (ctx: SignedIn<T, Settings>, bytes: Uint8Array) => void | Promise<void>;
}

/** Moments of the process's life. */
export interface ProcessHooks<T, Settings = unknown> {
  /** Before the port opens, after the modules that this one uses. What it throws fails the start. */
  readonly started: (scope: Scope<T, Settings>) => void | Promise<void>;
  /** After the last player left, before the modules that this one uses. It runs within a bound. */
  readonly stopping: (scope: Scope<T, Settings>) => void | Promise<void>;
  /** The operator changed files: `jadegate reload` or SIGHUP. Returns a line for the operator, or throws and keeps what it has. */
  readonly reload: (scope: Scope<T, Settings>) => Waits<string>;
  /** The operator asks how the server is: rows of `jadegate status`, each a name and a text. Called often; it does not wait. */
  readonly status: (scope: Scope<T, Settings>) => readonly StatusRow[];
}

export type StatusRow = readonly [name: string, text: string];

export interface Hooks<T, Settings = unknown>
  extends SessionHooks<T, Settings>,
    MoveHooks<T, Settings>,
    ProcessHooks<T, Settings> {}

/** A handler with its types forgotten: how the gate's dispatch table sees it. */
export interface BoundHandler {
  readonly message: MessageType;
  readonly handle: (ctx: unknown, message: unknown) => void | Promise<void>;
}

type BoundSessionHook = (ctx: unknown, about: unknown) => void | Promise<void>;
export type HookName = keyof SessionHooks<unknown>;
export type LinkHookName = keyof LinkHooks<unknown>;
export type BoundHooks = { readonly [K in HookName | 'imported']: BoundSessionHook[] } & {
  readonly exported: ((ctx: unknown) => Uint8Array | null)[];
  readonly started: ((scope: unknown) => void | Promise<void>)[];
  readonly stopping: ((scope: unknown) => void | Promise<void>)[];
  readonly reload: ((scope: unknown) => Waits<string>)[];
  readonly status: ((scope: unknown) => readonly StatusRow[])[];
};

export interface TaskOptions {
  /** Whether it runs in each process of the game: about what the process has in memory. */
  readonly inEachProcess?: boolean;
}

export interface BoundTask {
  readonly isInEachProcess: boolean;
  readonly periodMs: number;
  readonly run: (scope: unknown, tick: Tick) => void | Promise<void>;
}

export interface BoundDaily {
  readonly at: TimeOfDay;
  readonly run: (scope: unknown, due: unknown) => unknown;
}

export interface BoundOffer {
  readonly offer: AnyOffer;
  readonly make: (scope: unknown) => unknown;
}

/** A module with its types forgotten: what a game lists. */
export type AnyModule = Omit<
  GameModule<Tables, SettingsSchema, string>,
  'command' | 'daily' | 'every' | 'hook' | 'offer' | 'on' | 'route'
>;

/** Names of modules and commands: they stand in settings, environment variables and command lines. */
const NAME = /^[a-z][a-zA-Z0-9-]*$/;

export class GameModule<
  T extends Tables = Tables,
  Schema extends SettingsSchema = SettingsSchema,
  Key extends string = string,
> {
  readonly name: string;
  /** What its settings stand under in the configuration: its name, unless it says otherwise. */
  readonly settingsKey: Key;
  /** Null when it has no settings. */
  readonly settings: Schema | null;
  readonly tables: T;
  /** Its actors, and what others can do to roles by it. */
  readonly actors: readonly AnyActor[];
  /** What it uses of other modules. */
  readonly uses: readonly AnyOffer[];
  /** The messages of its schema, and those it handles. */
  readonly messages: MessageType[];
  /** Its own reasons to close a session. */
  readonly closeReasons: readonly GameCloseReason[];
  readonly handlers: BoundHandler[] = [];
  readonly hooks: BoundHooks = {
    authenticated: [],
    entering: [],
    arrived: [],
    left: [],
    parked: [],
    resumed: [],
    resync: [],
    exported: [],
    imported: [],
    started: [],
    stopping: [],
    reload: [],
    status: [],
  };
  readonly tasks: BoundTask[] = [];
  readonly dailies: BoundDaily[] = [];
  readonly commands: BoundCommand[] = [];
  readonly routes: BoundRoute[] = [];
  readonly offers: BoundOffer[] = [];

  constructor(options: ModuleOptions<T, Schema, Key>) {
    const {
      name,
      settingsKey = name,
      settings = null,
      tables,
      uses = [],
      messages = [],
      closeReasons = [],
      actors = [],
    } = options;
    assert(NAME.test(name), `a module's name is a word in small letters, not '${name}'`);
    assert(
      NAME.test(settingsKey),
      `the settings of a module stand under a word in small letters, not '${settingsKey}'`,
    );
    this.name = name;
    // When it is left out, the compiler takes the name for the key as well.
    this.settingsKey = settingsKey as Key;
    const isObject = settings === null || typeof settings.strict === 'function';
    assert(isObject, `the settings of module ${name} are a z.object({ … })`);
    this.settings = settings;
    // Without tables there is no name to look up: the empty object is the `T` of the default.
    this.tables = tables ?? ({} as T);
    this.actors = actors;
    this.uses = uses;
    this.messages = [...messages];
    for (const reason of closeReasons) {
      const isOwn = reason.name.startsWith(`${name}/`);
      assert(isOwn, `a close reason of module ${name} is named ${name}/REASON, not '${reason.name}'`);
    }
    this.closeReasons = closeReasons;
  }

  /** All tables that it brings: its own, and those of its actors and of the parts of roles that it lists. */
  get allTables(): readonly Table[] {
    return [...Object.values(this.tables), ...this.actors.flatMap((actor) => Object.values(actor.tables))];
  }

  /** Registers the handler of a message type. `ctx.role` and `ctx.account` are typed by the states the schema gives it. */
  on<M, S extends string>(message: MessageType<M, S>, handle: Handler<T, M, S, z.output<Schema>>): this {
    assert(message.states.length > 0, `${message.name} has no states: only the server sends it, so it has no handler`);
    // The gate calls `handle` with a message that this very type decoded, and with a context of this very module.
    if (!this.messages.includes(message as MessageType)) this.messages.push(message as MessageType);
    this.handlers.push({ message: message as MessageType, handle: handle as BoundHandler['handle'] });
    return this;
  }

  hook<K extends keyof Hooks<unknown>>(name: K, run: Hooks<T, z.output<Schema>>[K]): this {
    // The list of that name holds hooks of that name.
    (this.hooks[name] as unknown[]).push(run);
    return this;
  }

  /**
   * Calls `run` each `periodMs` while the game runs, in one of its processes unless an option says otherwise. Never twice at once: a
   * run that is due while the last one still runs is counted in `tick.missed`. What it throws is logged, and the next period comes
   * all the same.
   */
  every(
    periodMs: number,
    run: (scope: Scope<T, z.output<Schema>>, tick: Tick) => void | Promise<void>,
    { inEachProcess = false }: TaskOptions = {},
  ): this {
    assert(Number.isInteger(periodMs) && periodMs > 0, `a period is a whole number of milliseconds, not ${periodMs}`);
    this.tasks.push({ periodMs, run: run as BoundTask['run'], isInEachProcess: inEachProcess });
    return this;
  }

  /**
   * Runs once a local day in the whole game, in the game's time zone; after down time, once. It is a turn of 30 s at most, and is
   * tried again with back-off until it returns: longer work belongs into portions, by `every`.
   */
  daily(at: TimeOfDay, run: (scope: Scope<T, z.output<Schema>>, due: Due) => Waits<void>): this {
    parseTimeOfDay(at);
    const isNew = this.dailies.every((daily) => daily.at !== at);
    assert(isNew, `module ${this.name} has a daily at ${at} already`);
    this.dailies.push({ at, run: run as BoundDaily['run'] });
    return this;
  }

  /** A command for operators: `jadegate do NAME`. What it returns is printed; `throw new CommandRefused('…')` says why not. */
  command<const Args extends z.ZodObject>(
    name: string,
    options: CommandOptions<Args>,
    run: (scope: Scope<T, z.output<Schema>>, args: z.output<Args>) => Waits<string>,
  ): this {
    assert(NAME.test(name), `a command's name is a word in small letters, not '${name}'`);
    // It is called with what its own schema gave.
    this.commands.push({ name, ...options, run: run as BoundCommand['run'] });
    return this;
  }

  /**
   * Answers a request of another program over HTTP, on the port `http.port`: `route('POST /paid', { auth, body }, …)`. The secret
   * and the body are checked before `handle` runs. What it throws is an answer 500 without its text.
   */
  route<const Body extends z.ZodType>(
    name: RouteName,
    options: RouteOptions<z.output<Schema>, Body>,
    handle: (scope: Scope<T, z.output<Schema>>, body: z.output<Body>) => Waits<RouteAnswer>,
  ): this {
    const parts = parseRouteName(name);
    assert(parts !== null, `a route is named like 'POST /paid', not '${name}'`);
    // It is called with what its own schemas gave.
    const auth = options.auth as BoundRoute['auth'];
    this.routes.push({ name, ...parts, auth, body: options.body, run: handle as BoundRoute['run'] });
    return this;
  }

  /** Offers a value to other modules. `make` runs once, after the offers of the modules that this one uses are made. */
  offer<V>(offer: Offer<V>, make: (scope: Scope<T, z.output<Schema>>) => Waits<NoInfer<V>>): this {
    this.offers.push({ offer, make: make as BoundOffer['make'] });
    return this;
  }
}

export interface ModuleOptions<
  T extends Tables,
  Schema extends SettingsSchema = NoSettings,
  Key extends string = string,
> {
  readonly name: string;
  /** The messages of its schema; those it handles need not be named. */
  readonly messages?: readonly MessageType[];
  /** Tables of this module, by the names that `ctx.store` offers them under. */
  readonly tables?: T;
  /** Read from the configuration under the module's name. */
  readonly settings?: Schema;
  /** Another key for its settings than its name. */
  readonly settingsKey?: Key;
  /** Its own reasons to close a session. */
  readonly closeReasons?: readonly GameCloseReason[];
  /** Definitions of actors, and of parts of roles. Several modules may list the same one. */
  readonly actors?: readonly AnyActor[];
  /** Offers of other modules that it uses. */
  readonly uses?: readonly AnyOffer[];
}

export function defineModule<
  T extends Tables = Record<never, never>,
  Schema extends SettingsSchema = NoSettings,
  const Name extends string = string,
  const Key extends string = Name,
>(options: ModuleOptions<T, Schema, Key> & { readonly name: Name }): GameModule<T, Schema, Key> {
  return new GameModule(options);
}
