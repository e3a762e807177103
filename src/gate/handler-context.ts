// The context handlers are given, made on a session's first message to a module and kept with the session. When the session has
// left, what is written through it is refused: a handler that was left behind must not write for a role that others play.
import type { Clock, Logger } from '../base/index.ts';
import type { LiveRole, LiveTable, Store } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { Context, LiveTables, ModuleStore } from './context.ts';
import { GateError } from './gate-error.ts';
import type { Session } from './session.ts';
import type { Account, Role } from './session-state.ts';
import { type AnyAccess, WritableAccess } from './writable-access.ts';

/** What contexts share: the gate's services of one module. */
export interface ModuleServices {
  /** Access to the module's tables, by name; of static tables too, which nobody writes. */
  readonly tables: readonly (readonly [name: string, access: unknown, isStatic: boolean])[];
  readonly liveTables: readonly (readonly [name: string, table: LiveTable])[];
  readonly store: Pick<Store, 'run' | 'query'>;
  readonly clock: Clock;
  readonly log: Logger;
  sendToRole<M>(roleId: bigint, type: MessageType<M>, message: M): boolean;
  broadcast<M>(type: MessageType<M>, message: M): number;
}

export class HandlerContext implements Context<unknown, string> {
  readonly session: Session;
  readonly #services: ModuleServices;
  #store: ModuleStore<unknown> | null = null;
  /** The live tables, and the role that they are of. */
  #live: { readonly role: LiveRole; readonly tables: LiveTables<unknown> } | null = null;
  #isEnded = false;

  constructor(session: Session, services: ModuleServices) {
    this.session = session;
    this.#services = services;
  }

  get account(): Account | null {
    return this.session.account;
  }

  get role(): Role | null {
    return this.session.role;
  }

  get live(): LiveTables<unknown> | null {
    const role = this.session.live;
    if (role === null) return null;
    if (this.#live?.role !== role) {
      const tables = this.#services.liveTables.map(([name, table]) => [name, role.table(table)]);
      // The names and tables are those of the module, which its context is typed by.
      this.#live = { role, tables: Object.fromEntries(tables) as LiveTables<unknown> };
    }
    return this.#live.tables;
  }

  get store(): ModuleStore<unknown> {
    this.#store ??= this.#createStore();
    return this.#store;
  }

  get clock(): Clock {
    return this.#services.clock;
  }

  get log(): Logger {
    return this.#services.log;
  }

  reply<M>(type: MessageType<M>, message: M): boolean {
    return this.session.send(type, message);
  }

  send<M>(roleId: bigint, type: MessageType<M>, message: M): boolean {
    return this.#services.sendToRole(roleId, type, message);
  }

  broadcast<M>(type: MessageType<M>, message: M): number {
    return this.#services.broadcast(type, message);
  }

  /** From now on it refuses to write. */
  end(): void {
    this.#isEnded = true;
  }

  #createStore(): ModuleStore<unknown> {
    const { store, tables } = this.#services;
    const assertWritable = () => this.#assertWritable();
    const accessors = tables.map(([name, access, isStatic]) => [
      name,
      isStatic ? access : new WritableAccess(access as AnyAccess, assertWritable),
    ]);
    return {
      ...Object.fromEntries(accessors),
      run: async (procedure, args) => {
        assertWritable();
        return store.run(procedure, args);
      },
      query: (build) => store.query(build),
    };
  }

  #assertWritable(): void {
    if (!this.#isEnded) return;
    const message = `session ${this.session.id} has left: its handler took too long, and writes nothing any more`;
    throw new GateError('session-left', message);
  }
}
