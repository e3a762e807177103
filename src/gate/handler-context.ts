// The context handlers are given, made on a session's first message to a module and kept with the session.
import type { Clock, Logger } from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { Context, ModuleStore } from './context.ts';
import type { Session } from './session.ts';
import type { Account, Role } from './session-state.ts';

/** What contexts share: the gate's services of one module. */
export interface ModuleServices {
  readonly store: ModuleStore<unknown>;
  readonly clock: Clock;
  readonly log: Logger;
  sendToRole<M>(roleId: bigint, type: MessageType<M>, message: M): boolean;
  broadcast<M>(type: MessageType<M>, message: M): number;
}

export class HandlerContext implements Context<unknown, string> {
  readonly session: Session;
  readonly #services: ModuleServices;

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

  get store(): ModuleStore<unknown> {
    return this.#services.store;
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
}
