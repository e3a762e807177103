// Definitions of actors and of what others can do to a role. A definition is data: names, tables, functions. The module that lists
// it gives it its settings; `actor-system.ts` runs it.
//
//   export const guild = defineActor({ name: 'guild', key: bigint(), tables: { member } })
//     .on('apply', (self, { roleId }: { readonly roleId: bigint }) => {
//       if (self.rows.member.get(roleId) !== null) return 'known';
//       self.rows.member.insert({ roleId });
//       return 'waiting';
//     });
//
//   const answer = await ctx.actor(guild, 7n).apply({ roleId });     // 'known' | 'waiting'
import type { z } from 'zod';
import { assert } from '../base/index.ts';
import type { Table } from '../store/index.ts';
import { type KeyColumn, type KeyValue, type LiveTable, type Owned, tableOfActor } from '../store/index.ts';
import { ALARMS_MAX, DELAY_MS_MAX, IDLE_MS, INBOX_MAX, MEMBERS_MAX } from './limits.ts';
import type { Answer, Plain, Waits } from './plain.ts';
import type { Definition, Method } from './ref.ts';
import type { Undone } from './rollback.ts';
import type { ActorTick, Due, Gone, RoleSelf, Self } from './self.ts';
import { parseTimeOfDay, type TimeOfDay } from './time-of-day.ts';

type None = Record<never, never>;
export type SettingsShape = z.ZodObject;
type NoSettings = z.ZodObject<None>;
type ActorTables<Key extends KeyColumn> = Readonly<Record<string, ActorTable & Owned<KeyValue<Key>>>>;
type ActorTable = Table<'actor'> & { readonly isLive: true };

type Reserved = 'constructor' | 'key' | 'me' | 'tell' | 'then' | 'catch' | 'finally' | 'toString' | 'valueOf';
const RESERVED: readonly string[] = [
  'constructor',
  'key',
  'me',
  'tell',
  'then',
  'catch',
  'finally',
  'toString',
  'valueOf',
] satisfies readonly Reserved[];

/** The name of a method or, where it cannot be one, why not: the compiler prints it. */
type MethodName<N, Taken, A, R> = N extends Reserved
  ? 'this name is reserved'
  : N extends keyof Taken
    ? 'there is such a method already'
    : [A, R] extends [Plain<A>, Plain<R>]
      ? N
      : 'arguments and answers are copied: they must be plain data';

export interface ActorHooks<S> {
  /** After it woke, before its inbox. What it throws refuses the calls that wait, with `actor-start-failed`. */
  readonly started: (self: S) => Waits<void>;
  /** Before it sleeps or moves; not when it crashes. */
  readonly stopping: (self: S) => Waits<void>;
  /** A member has left the game. */
  readonly left: (self: S, roleId: bigint, reason: string) => Waits<void>;
  /** What it watched is gone; it may be awake again by now. To watch it again here, call it first. */
  readonly gone: (self: S, gone: Gone) => Waits<void>;
}

/** Whether an actor may be in each process or, where it has what only the database can keep, why not: the compiler prints it. */
type EachProcess<Tables, Alarm> = [keyof Tables, Alarm] extends [never, never]
  ? boolean
  : 'what each process has for itself is only memory: it has no tables and no alarms';

/** A function of a definition with its types forgotten. */
type Bound = (self: unknown, args: unknown) => unknown;
export interface BoundTick {
  readonly periodMs: number | ((settings: never) => number);
  readonly run: Bound;
}
export interface BoundDaily {
  readonly at: TimeOfDay;
  readonly run: Bound;
}
export interface BoundHooks {
  started: Bound | null;
  stopping: Bound | null;
  left: ((self: unknown, roleId: bigint, reason: string) => unknown) | null;
  gone: ((self: unknown, gone: Gone) => unknown) | null;
}

/** A definition with its types forgotten: how the system sees it. */
export interface AnyActor {
  readonly kind: 'actor' | 'role';
  readonly name: string;
  readonly key: KeyColumn | null;
  readonly tables: Readonly<Record<string, LiveTable>>;
  readonly settings: SettingsShape | null;
  readonly methods: ReadonlyMap<string, Bound>;
  readonly alarmNames: readonly string[];
  readonly alarms: ReadonlyMap<string, Bound>;
  readonly ticks: readonly BoundTick[];
  readonly dailies: readonly BoundDaily[];
  readonly hooks: Readonly<BoundHooks>;
  readonly state: ((key: never) => unknown) | null;
  readonly always: readonly (bigint | number | string)[];
  readonly isInEachProcess: boolean;
  readonly idleMs: number;
  readonly inboxMax: number;
  readonly membersMax: number;
}

/** Names of actors: they stand in the database, in logs and in settings. */
const NAME = /^[a-z][a-zA-Z0-9-]{0,39}$/;
/** Names of methods and alarms: they cross processes. */
const METHOD = /^[a-zA-Z][a-zA-Z0-9]{0,59}$/;

export interface ActorOptions<
  Key extends KeyColumn,
  Tables extends ActorTables<Key>,
  State,
  Alarm extends string,
  Settings extends SettingsShape,
> {
  readonly name: string;
  /** `bigint()`, `integer()` or `text()`. */
  readonly key: Key;
  readonly tables?: Tables;
  /** Made anew each time it wakes. */
  readonly state?: (key: KeyValue<Key>) => State;
  readonly alarms?: readonly Alarm[];
  /** The schema of the module that lists it: it has that module's settings. */
  readonly settings?: Settings;
  /** Keys that are awake whenever the game runs. All others wake on their first call or alarm. */
  readonly always?: readonly KeyValue<Key>[];
  /**
   * Each process of a game has its own actor of each key, for memory about what that process plays. It has no tables, alarms or
   * dailies, and takes no `once`. Otherwise one process at a time has the actor.
   */
  readonly inEachProcess?: EachProcess<Tables, Alarm>;
  /** Sleeps after so long without a call, members, or an `after`. 60,000 unless given. */
  readonly idleMs?: number;
  /** Calls and tells that wait; 1,000 unless given. */
  readonly inboxMax?: number;
  /** 10,000 unless given. */
  readonly membersMax?: number;
}

export class Actor<Key, Tables, State, Alarm extends string, Settings, Methods>
  implements Definition<Key, Tables, Methods>, AnyActor
{
  readonly kind = 'actor';
  declare readonly types?: { readonly key: Key; readonly tables: Tables; readonly methods: Methods };
  readonly name: string;
  readonly key: KeyColumn;
  readonly tables: Readonly<Record<string, LiveTable>>;
  readonly settings: SettingsShape | null;
  readonly methods = new Map<string, Bound>();
  readonly alarmNames: readonly string[];
  readonly alarms = new Map<string, Bound>();
  readonly ticks: BoundTick[] = [];
  readonly dailies: BoundDaily[] = [];
  readonly hooks: BoundHooks = { started: null, stopping: null, left: null, gone: null };
  readonly state: ((key: never) => unknown) | null;
  readonly always: readonly (bigint | number | string)[];
  readonly isInEachProcess: boolean;
  readonly idleMs: number;
  readonly inboxMax: number;
  readonly membersMax: number;

  /** Made by `defineActor`. */
  constructor(options: ActorOptions<KeyColumn, ActorTables<KeyColumn>, unknown, string, SettingsShape>) {
    const { name, alarms = [], idleMs = IDLE_MS, inboxMax = INBOX_MAX, membersMax = MEMBERS_MAX } = options;
    // The type of an actor with any tables is the reason why it may not be.
    const inEachProcess: unknown = options.inEachProcess;
    this.isInEachProcess = inEachProcess === true;
    assert(NAME.test(name), `an actor's name is a word of at most 40 letters, digits and hyphens, not '${name}'`);
    assert(
      ['bigint', 'integer', 'text'].includes(options.key.type),
      `actor ${name}: a key is a bigint, an integer or a text`,
    );
    assert(alarms.length <= ALARMS_MAX, `actor ${name}: at most ${ALARMS_MAX} alarms`);
    for (const alarm of alarms)
      assert(METHOD.test(alarm), `actor ${name}: an alarm is named like a method, not '${alarm}'`);
    for (const limit of [idleMs, inboxMax, membersMax])
      assert(Number.isSafeInteger(limit) && limit > 0, `actor ${name}: limits are whole numbers above 0, not ${limit}`);
    this.name = name;
    if (Object.keys(options.tables ?? {}).length > 0) this.#assertOne('tables');
    if (alarms.length > 0) this.#assertOne('alarms');
    this.key = options.key;
    this.tables = Object.fromEntries(
      Object.entries(options.tables ?? {}).map(([key, table]) => [key, tableOfActor(table, name)]),
    );
    this.settings = options.settings ?? null;
    this.alarmNames = alarms;
    this.state = options.state ?? null;
    this.always = options.always ?? [];
    this.idleMs = idleMs;
    this.inboxMax = inboxMax;
    this.membersMax = membersMax;
  }

  /** One argument, an object; what it returns is the answer. A refusal is an answer, an exception a fault. */
  on<const N extends string, A = undefined, const R extends Answer = undefined>(
    name: MethodName<N, Methods, A, Undone<R>>,
    run: (self: Self<Key, Tables, State, Alarm, Settings>, args: A) => Waits<R>,
  ): Actor<Key, Tables, State, Alarm, Settings, Methods & { readonly [P in N]: Method<A, Undone<R>> }> {
    addMethod(this, name, run as Bound);
    // The same object, whose type has one method more.
    return this as never;
  }

  /** While it is awake. Never doubled, never caught up. The period may be one of the settings: it is checked when the game starts. */
  every(
    periodMs: number | ((settings: Settings) => number),
    run: (self: Self<Key, Tables, State, Alarm, Settings>, tick: ActorTick) => Waits<void>,
  ): this {
    if (typeof periodMs === 'number') assert(isPeriod(periodMs), `actor ${this.name}: ${notPeriod(periodMs)}`);
    this.ticks.push({ periodMs, run: run as Bound });
    return this;
  }

  /** Wakes it, once it has been awake for the first time. Once a local day; after down time, once. */
  daily(at: TimeOfDay, run: (self: Self<Key, Tables, State, Alarm, Settings>, due: Due) => Waits<void>): this {
    parseTimeOfDay(at);
    this.#assertOne('dailies');
    assert(
      this.dailies.every((each) => each.at !== at),
      `actor ${this.name}: there is a daily at ${at} already`,
    );
    assert(
      this.dailies.length + this.alarmNames.length < ALARMS_MAX,
      `actor ${this.name}: at most ${ALARMS_MAX} alarms`,
    );
    this.dailies.push({ at, run: run as Bound });
    return this;
  }

  /** Is retried with back-off until it returns. */
  alarm(name: Alarm, run: (self: Self<Key, Tables, State, Alarm, Settings>, due: Due) => Waits<void>): this {
    assert(this.alarmNames.includes(name), `actor ${this.name}: alarm '${name}' is not in the list 'alarms'`);
    assert(!this.alarms.has(name), `actor ${this.name}: alarm '${name}' has a function already`);
    this.alarms.set(name, run as Bound);
    return this;
  }

  hook<H extends keyof ActorHooks<unknown>>(
    name: H,
    run: ActorHooks<Self<Key, Tables, State, Alarm, Settings>>[H],
  ): this {
    assert(this.hooks[name] === null, `actor ${this.name}: there is a hook '${name}' already`);
    // The field of that name takes a hook of that name.
    (this.hooks as unknown as Record<string, unknown>)[name] = run;
    return this;
  }

  /** Each process would have its own. */
  #assertOne(what: 'alarms' | 'dailies' | 'tables'): void {
    const rule = `an actor with 'inEachProcess' is only memory and has no ${what}`;
    assert(!this.isInEachProcess, `actor ${this.name}: ${rule}; one process at a time has what the database keeps`);
  }
}

export class RoleActor<Tables, Settings, Methods> implements Definition<bigint, Tables, Methods>, AnyActor {
  readonly kind = 'role';
  declare readonly types?: { readonly key: bigint; readonly tables: Tables; readonly methods: Methods };
  readonly name: string;
  readonly key = null;
  readonly tables: Readonly<Record<string, LiveTable>>;
  readonly settings: SettingsShape | null;
  readonly methods = new Map<string, Bound>();
  readonly alarmNames = [];
  readonly alarms = new Map<string, Bound>();
  readonly ticks = [];
  readonly dailies = [];
  readonly hooks: BoundHooks = { started: null, stopping: null, left: null, gone: null };
  readonly state = null;
  readonly always = [];
  readonly isInEachProcess = false;
  readonly idleMs = IDLE_MS;
  readonly inboxMax = INBOX_MAX;
  readonly membersMax = MEMBERS_MAX;
  /** For the compiler alone: the settings of its methods' `self`. */
  declare readonly settingsType?: Settings;

  /** Made by `defineRoleActor`. */
  constructor(options: RoleActorOptions<Readonly<Record<string, LiveTable>>, SettingsShape>) {
    assert(NAME.test(options.name), `a role's part is named with a word, not '${options.name}'`);
    this.name = options.name;
    this.tables = options.tables ?? {};
    this.settings = options.settings ?? null;
  }

  on<const N extends string, A = undefined, const R extends Answer = undefined>(
    name: MethodName<N, Methods, A, Undone<R>>,
    run: (self: RoleSelf<Tables, Settings>, args: A) => Waits<R>,
  ): RoleActor<Tables, Settings, Methods & { readonly [P in N]: Method<A, Undone<R>> }> {
    addMethod(this, name, run as Bound);
    // The same object, whose type has one method more.
    return this as never;
  }
}

/** Whether a tick may come so often. */
export function isPeriod(periodMs: number): boolean {
  return Number.isInteger(periodMs) && periodMs > 0 && periodMs <= DELAY_MS_MAX;
}

export function notPeriod(periodMs: unknown): string {
  return `a period is a whole number of milliseconds from 1 to ${DELAY_MS_MAX}, not ${String(periodMs)}`;
}

function addMethod(
  { name: owner, methods }: { name: string; methods: Map<string, Bound> },
  name: string,
  run: Bound,
): void {
  assert(METHOD.test(name), `actor ${owner}: a method's name has letters and digits, and at most 60, not '${name}'`);
  assert(!RESERVED.includes(name), `actor ${owner}: the name '${name}' is reserved`);
  assert(!methods.has(name), `actor ${owner}: there is a method '${name}' already`);
  methods.set(name, run);
}

export function defineActor<
  Key extends KeyColumn,
  Tables extends ActorTables<Key> = None,
  State = undefined,
  const Alarm extends string = never,
  Settings extends SettingsShape = NoSettings,
>(
  options: ActorOptions<Key, Tables, State, Alarm, Settings>,
): Actor<KeyValue<Key>, Tables, State, Alarm, z.output<Settings>, None> {
  // The options hold what the types say; the class forgets them.
  return new Actor(options as never);
}

export interface RoleActorOptions<Tables, Settings> {
  readonly name: string;
  /** Live tables of the modules that list it. */
  readonly tables?: Tables;
  readonly settings?: Settings;
}

/** What others can do to a role: in the order of its own messages, with its live rows, whether it is played or not. */
export function defineRoleActor<
  Tables extends Readonly<Record<string, LiveTable>> = None,
  Settings extends SettingsShape = NoSettings,
>(options: RoleActorOptions<Tables, Settings>): RoleActor<Tables, z.output<Settings>, None> {
  return new RoleActor(options as never);
}

/**
 * What the functions of a definition are given, for functions of their own: `function startRound(self: SelfOf<typeof room>): void`.
 * A type of a constant cannot stand in that constant's own value: give it a definition without methods, and add them to it after.
 */
export type SelfOf<D> =
  D extends Actor<infer Key, infer Tables, infer State, infer Alarm, infer Settings, infer _Methods>
    ? Self<Key, Tables, State, Alarm, Settings>
    : D extends RoleActor<infer Tables, infer Settings, infer _Methods>
      ? RoleSelf<Tables, Settings>
      : never;
