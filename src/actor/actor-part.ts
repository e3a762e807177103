// A definition as the system runs it: its methods as work, and the classes of its refs, rows and `self`, made once.
import type { AnyActor } from './define-actor.ts';
import { MethodWork, type WorkPart } from './method-work.ts';
import { OwnerSelf, type PartScope, RolePartSelf, type SelfPart } from './owner-self.ts';
import {
  type PartRef,
  type PartSystem,
  type RefClass,
  type RefPart,
  refClassOf,
  type TellingShare,
  type TellsClass,
  tellsClassOf,
} from './part-ref.ts';
import type { Caller, OwnerView, Turn } from './turn.ts';
import { type RowsClass, type RowsGuard, rowsClassOf } from './turn-rows.ts';

export class ActorPart implements RefPart, SelfPart, WorkPart {
  readonly definition: AnyActor;
  readonly name: string;
  readonly module: string;
  readonly scope: PartScope;
  readonly system: PartSystem;
  readonly place: number;
  readonly methods: ReadonlyMap<string, MethodWork>;
  readonly #isRole: boolean;
  readonly #Rows: RowsClass;
  readonly #Ref: RefClass;
  readonly #ShareTells: TellsClass<TellingShare>;

  constructor(
    system: PartSystem,
    definition: AnyActor,
    { scope, place }: { readonly scope: PartScope; readonly place: number },
  ) {
    this.system = system;
    this.place = place;
    this.definition = definition;
    this.scope = scope;
    this.name = definition.name;
    this.#isRole = definition.kind === 'role';
    this.module = scope.module;
    const methods = new Map(
      [...definition.methods].map(([name, run]) => [name, new MethodWork({ part: this, name, run })]),
    );
    this.methods = methods;
    this.#Rows = rowsClassOf(definition.tables);
    this.#Ref = refClassOf(methods);
    this.#ShareTells = tellsClassOf(methods, (share, work, args) => share.addTell(work, args));
  }

  createRef(key: unknown, caller: Caller | null): PartRef {
    return new this.#Ref(this, key, caller);
  }

  createSelf(turn: Turn): unknown {
    return this.#isRole ? new RolePartSelf(turn, this) : new OwnerSelf(turn, this);
  }

  rowsFor(owner: OwnerView, guard: RowsGuard): object {
    return new this.#Rows(owner, guard);
  }

  tellsOf(share: TellingShare): object {
    return new this.#ShareTells(share);
  }
}
