// The scope of one module in one process. Its own store writes for as long as the process runs; the store of a context writes
// until its session has left.
import {
  type ActorSystem,
  type AnyDefinition,
  type AnyOffer,
  type AnyRef,
  type CallOptions,
  type KeyFor,
  type ModuleStore,
  type Offer,
  type OwnerTurn,
  type PartScope,
  type Ref,
  rowsClassOf,
} from '../actor/index.ts';
import { type Clock, type Logger, type Random, runTraced } from '../base/index.ts';
import type { LiveTable, Store, StoreView, Table, WriteGuard } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import type { GameCloseReason } from './game-reason.ts';
import { GateError } from './gate-error.ts';
import type { AnyModule } from './module.ts';
import { ModuleClock } from './module-clock.ts';
import type { Scope } from './scope.ts';
import type { Session, Who } from './session.ts';

/** What all scopes of a process share. */
export interface ScopeServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly store: Store;
  readonly actors: ActorSystem;
  sendToRole<M>(roleId: bigint, type: MessageType<M>, message: M): void;
  broadcast<M>(type: MessageType<M>, message: M): void;
  sessions(who: Who): readonly Session[];
}

export class ModuleScope implements Scope<unknown, unknown> {
  readonly module: AnyModule;
  readonly settings: unknown;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly store: ModuleStore<unknown>;
  readonly #Rows: ReturnType<typeof rowsClassOf>;
  readonly #services: ScopeServices;
  readonly #offers: ReadonlyMap<AnyOffer, unknown>;
  readonly #fenced: FencedStoreClass;

  /** `offers` is shared by all scopes and fills as the modules start. */
  constructor(
    services: ScopeServices,
    options: {
      readonly module: AnyModule;
      readonly settings: unknown;
      readonly offers: ReadonlyMap<AnyOffer, unknown>;
    },
  ) {
    const { module, settings, offers } = options;
    const { store } = services;
    const all: readonly (readonly [string, Table])[] = Object.entries(module.tables);
    // Live rows are those of an owner, and are used in its turns.
    const tables = all.filter(([, table]) => !table.isLive);
    const live = all.filter((entry): entry is [string, LiveTable] => entry[1].isLive);
    this.module = module;
    this.settings = settings;
    this.random = services.random;
    this.log = services.log.child({ module: module.name });
    this.clock = new ModuleClock(services.clock, { module: module.name, log: this.log });
    this.store = {
      ...Object.fromEntries(tables.map(([name, table]) => [name, store.table(table)])),
      run: (procedure, args) => store.run(procedure, args),
      query: (build) => store.query(build),
    };
    this.#Rows = rowsClassOf(Object.fromEntries(live));
    this.#services = services;
    this.#offers = offers;
    this.#fenced = fencedStoreOf(store, tables);
  }

  use<V>(offer: Offer<V>): V {
    const { name, uses, offers } = this.module;
    if (!uses.includes(offer) && !offers.some((own) => own.offer === offer)) {
      const what = `module '${name}' uses the offer '${offer.name}' without naming it`;
      throw new GateError('offer-not-named', `${what}: add it to 'uses' in its defineModule`);
    }
    if (!this.#offers.has(offer)) {
      throw new GateError('offer-not-made', `module '${name}' uses the offer '${offer.name}' before it is made`);
    }
    // The offer's own maker gave it.
    return this.#offers.get(offer) as V;
  }

  get actors(): ActorSystem {
    return this.#services.actors;
  }

  actor<D extends AnyDefinition>(definition: D, key: KeyFor<D>): Ref<D> {
    // The system forgets the types that the definition has.
    return this.actors.ref(definition, key, null) as unknown as Ref<D>;
  }

  async together(
    refs: readonly AnyRef[],
    change: (...shares: never) => unknown,
    options: unknown = {},
  ): Promise<never> {
    // The types of shares and answer are those of the interface; the compiler has refused other options.
    const call = {
      refs,
      change: change as (...shares: readonly unknown[]) => unknown,
      options: options as CallOptions,
    };
    return (await this.actors.together(null, call)) as never;
  }

  /** The module's rows of the role whose turn it is. */
  rowsFor(turn: OwnerTurn): object {
    return new this.#Rows(turn.owner, turn);
  }

  /** What the module's actors see of it. */
  partScope(): PartScope {
    const { settings, clock, random, log, store } = this;
    return { module: this.module.name, settings, clock, random, log, store, use: (offer) => this.use(offer) };
  }

  send<M>(roleId: bigint, type: MessageType<M>, message: M): void {
    this.#services.sendToRole(roleId, type, message);
  }

  broadcast<M>(type: MessageType<M>, message: M): void {
    this.#services.broadcast(type, message);
  }

  sessions(who: Who): readonly Session[] {
    return this.#services.sessions(who);
  }

  kick(who: Who, reason: BuiltInReason | GameCloseReason, text?: string): number {
    const open = this.sessions(who).filter(({ isClosing }) => !isClosing);
    for (const session of open) session.close(reason, text);
    return open.length;
  }

  /** Runs code of the module, so that errors which nobody awaits name it. */
  traced<Result>(place: string, code: () => Result): Result {
    return runTraced({ module: this.module.name, place }, code);
  }

  /** The store for as long as `guard` lets it write. */
  fencedStore(guard: WriteGuard): ModuleStore<unknown> {
    return new this.#fenced(guard);
  }
}

type FencedStoreClass = new (guard: WriteGuard) => ModuleStore<unknown>;

/** A class for each module, so that a session's store is one small object: access to a table is made when it is asked for. */
function fencedStoreOf(store: Store, tables: readonly (readonly [string, Table])[]): FencedStoreClass {
  class FencedStore {
    readonly view: StoreView;

    constructor(guard: WriteGuard) {
      this.view = store.guarded(guard);
    }

    run(...args: Parameters<Store['run']>): Promise<unknown> {
      return this.view.run(...args);
    }

    query(...args: Parameters<Store['query']>): Promise<unknown> {
      return this.view.query(...args);
    }
  }
  for (const [name, table] of tables) {
    Object.defineProperty(FencedStore.prototype, name, {
      get(this: FencedStore) {
        return this.view.table(table);
      },
    });
  }
  // Its getters are the tables of the module, by name.
  return FencedStore as unknown as FencedStoreClass;
}
