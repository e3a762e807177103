// A definition as the system runs it: its methods as work, and the classes of its refs, rows and `self`, made once.
import { ActorError } from './actor-error.ts';
import type { AnyActor } from './define-actor.ts';
import { MethodWork, type WorkPart } from './method-work.ts';
import { OwnerSelf, type PartScope, RolePartSelf, type SelfPart } from './owner-self.ts';
import type { CallOptions } from './ref.ts';
import type { OwnerView, Turn } from './turn.ts';
import { type RowsClass, type RowsGuard, rowsClassOf } from './turn-rows.ts';

export type TellMethod = (method: string, args: unknown) => void;

/** What a ref is at run time. Its methods are on its class. */
export class PartRef {
  readonly part: ActorPart;
  readonly key: unknown;
  /** The turn that it was made in; null for a scope without one. */
  readonly turn: Turn | null;

  constructor(part: ActorPart, key: unknown, turn: Turn | null) {
    this.part = part;
    this.key = key;
    this.turn = turn;
  }

  get tell(): unknown {
    const { part } = this;
    return part.tellsFor((method, args) => part.system.tell(this, method, args));
  }
}

type Tells = new (send: TellMethod) => object;
type RefClass = new (part: ActorPart, key: unknown, turn: Turn | null) => PartRef;

/** What a part needs of the system. */
export interface PartSystem {
  /** Throws where the call cannot be made. */
  createCall(ref: PartRef, work: MethodWork, args: unknown): Turn;
  call(turn: Turn, options: CallOptions | undefined): Promise<unknown>;
  tell(ref: PartRef, method: string, args: unknown): void;
}

export class ActorPart implements SelfPart, WorkPart {
  readonly definition: AnyActor;
  readonly name: string;
  readonly module: string;
  readonly scope: PartScope;
  readonly system: PartSystem;
  readonly #methods = new Map<string, MethodWork>();
  readonly #Rows: RowsClass;
  readonly #Ref: RefClass;
  readonly #Tells: Tells;

  constructor(system: PartSystem, definition: AnyActor, scope: PartScope) {
    this.system = system;
    this.definition = definition;
    this.scope = scope;
    this.name = definition.name;
    this.module = scope.module;
    for (const [name, run] of definition.methods) this.#methods.set(name, new MethodWork({ part: this, name, run }));
    this.#Rows = rowsClassOf(definition.tables);
    this.#Ref = refClassOf(this.#methods);
    this.#Tells = tellsClassOf([...this.#methods.keys()]);
  }

  createRef(key: unknown, turn: Turn | null): PartRef {
    return new this.#Ref(this, key, turn);
  }

  createSelf(turn: Turn): unknown {
    return this.definition.kind === 'role' ? new RolePartSelf(turn, this) : new OwnerSelf(turn, this);
  }

  rowsFor(owner: OwnerView, guard: RowsGuard): object {
    return new this.#Rows(owner, guard);
  }

  tellsFor(send: TellMethod): object {
    return new this.#Tells(send);
  }

  /** Throws `method-unknown`: another release may have sent the name. */
  workOf(method: string): MethodWork {
    const work = this.#methods.get(method);
    if (work !== undefined) return work;
    throw new ActorError('method-unknown', `${this.definition.name} has no method '${method}' in this release`);
  }
}

function refClassOf(methods: ReadonlyMap<string, MethodWork>): RefClass {
  class Ref extends PartRef {}
  for (const [name, work] of methods) {
    Object.defineProperty(Ref.prototype, name, {
      value(this: PartRef, args?: unknown, options?: CallOptions) {
        const { system } = this.part;
        try {
          return system.call(system.createCall(this, work, args), options);
        } catch (error) {
          return Promise.reject(error);
        }
      },
    });
  }
  return Ref;
}

function tellsClassOf(methods: readonly string[]): Tells {
  class Tell {
    readonly send: TellMethod;

    constructor(send: TellMethod) {
      this.send = send;
    }
  }
  for (const name of methods) {
    Object.defineProperty(Tell.prototype, name, {
      value(this: Tell, args?: unknown) {
        this.send(name, args);
      },
    });
  }
  return Tell;
}
