// The API that games are written against: a module names its tables, its message handlers and what it does as players come
// and go. jadegate's own login, roles, lines and map are modules of this very kind.
//
//   export const mine = defineModule({ name: 'mine', tables: { ore } })
//     .on(Dig, async (ctx, { x, y }) => {
//       const left = (ctx.live.ore.get(x, y)?.left ?? 3) - 1;
//       await ctx.live.ore.upsert({ x, y, left });
//       ctx.reply(DigResult, { left });
//     });
import { assert } from '../base/index.ts';
import type { Table } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { CloseReason } from './close-reason.ts';
import type { Context } from './context.ts';

export type Tables = Readonly<Record<string, Table>>;

/** Messages of one session are handled in order: the next waits until the promise of this one is settled. */
export type Handler<T, M, S extends string> = (ctx: Context<T, S>, message: M) => void | Promise<void>;

/**
 * Moments of a session's life, each told to every module in the order they were given to the gate; the session waits.
 * `authenticated`: has an account now. `entering`: has chosen a role; the client is told where to go. `arrived`: is in the
 * world. `left`: gone or about to be, whatever the reason; told once to every session that was `authenticated`.
 */
export interface Hooks<T> {
  readonly authenticated: (ctx: Context<T, 'roleListing'>) => void | Promise<void>;
  readonly entering: (ctx: Context<T, 'entering'>) => void | Promise<void>;
  readonly arrived: (ctx: Context<T, 'gaming'>) => void | Promise<void>;
  readonly left: (ctx: Context<T, 'closing'>, reason: CloseReason) => void | Promise<void>;
}

/** A handler with its types forgotten: how the gate's dispatch table sees it. */
export interface BoundHandler {
  readonly message: MessageType;
  readonly handle: (ctx: unknown, message: unknown) => void | Promise<void>;
}

export type HookName = keyof Hooks<unknown>;
export type BoundHooks = { readonly [K in HookName]: ((ctx: unknown, reason: CloseReason) => void | Promise<void>)[] };

export class GameModule<T extends Tables = Tables> {
  readonly name: string;
  readonly tables: T;
  /** The messages of its schema, and those it handles. */
  readonly messages: MessageType[];
  readonly handlers: BoundHandler[] = [];
  readonly hooks: BoundHooks = { authenticated: [], entering: [], arrived: [], left: [] };

  constructor(options: Required<ModuleOptions<T>>) {
    const { name, tables, messages } = options;
    assert(/^[a-z][a-zA-Z0-9-]*$/.test(name), `a module's name is a word in small letters, not '${name}'`);
    this.name = name;
    this.tables = tables;
    this.messages = [...messages];
  }

  /** Registers the handler of a message type. `ctx.role` and `ctx.account` are typed by the states the schema gives it. */
  on<M, S extends string>(message: MessageType<M, S>, handle: Handler<T, M, S>): this {
    assert(message.states.length > 0, `${message.name} has no states: only the server sends it, so it has no handler`);
    // The gate calls `handle` with a message that this very type decoded, and with a context of this very module.
    if (!this.messages.includes(message as MessageType)) this.messages.push(message as MessageType);
    this.handlers.push({ message: message as MessageType, handle: handle as BoundHandler['handle'] });
    return this;
  }

  hook<K extends HookName>(name: K, run: Hooks<T>[K]): this {
    this.hooks[name].push(run as (ctx: unknown, reason: CloseReason) => void | Promise<void>);
    return this;
  }
}

export interface ModuleOptions<T extends Tables> {
  readonly name: string;
  /** The messages of its schema; those it handles need not be named. */
  readonly messages?: readonly MessageType[];
  /** Tables of this module, by the names that `ctx.store` offers them under. */
  readonly tables?: T;
}

export function defineModule<T extends Tables = Record<never, never>>(options: ModuleOptions<T>): GameModule<T> {
  // Without tables there is no name to look up: the empty object is the `T` of the default.
  return new GameModule({ name: options.name, tables: options.tables ?? ({} as T), messages: options.messages ?? [] });
}
