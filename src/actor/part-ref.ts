// What refs are at run time: for each definition a class with a method for each of its methods. What belongs to the ref itself stands
// under symbols, so that a game may give its methods any name. A ref and its `tell` are made for each call: their classes extend
// nothing, because V8 makes objects of such classes several times faster.
import type { AnyActor } from './define-actor.ts';
import type { MethodWork } from './method-work.ts';
import type { CallOptions } from './ref.ts';
import type { Caller, OwnerView, Turn } from './turn.ts';
import type { RowsGuard } from './turn-rows.ts';

export const PART = Symbol('part');
export const KEY = Symbol('key');
/** The code that it was made by; null for a scope without a turn. */
export const CALLER = Symbol('caller');
const TARGET = Symbol('target');

/** What refs need of the system. */
export interface PartSystem {
  /** Throws where the call cannot be made. */
  createCall(ref: PartRef, work: MethodWork, args: unknown): Turn;
  call(turn: Turn, options: CallOptions | undefined): Promise<unknown>;
  tell(ref: PartRef, work: MethodWork, args: unknown): void;
}

/** A share of `together`, as what it tells sees it. */
export interface TellingShare {
  addTell(work: MethodWork, args: unknown): void;
}

/** The definition that a ref is of. */
export interface RefPart {
  readonly name: string;
  readonly system: PartSystem;
  readonly definition: AnyActor;
  /** Of its owners, in the system. */
  readonly place: number;
  rowsFor(owner: OwnerView, guard: RowsGuard): object;
  tellsOf(share: TellingShare): object;
}

export interface PartRef {
  readonly [PART]: RefPart;
  readonly [KEY]: unknown;
  readonly [CALLER]: Caller | null;
}

export type RefClass = new (part: RefPart, key: unknown, caller: Caller | null) => PartRef;
/** The methods of `tell`. */
export type TellsClass<Target> = new (target: Target) => object;
type Methods = ReadonlyMap<string, MethodWork>;

export function isPartRef(value: unknown): value is PartRef {
  return typeof value === 'object' && value !== null && PART in value;
}

export function refClassOf(methods: Methods): RefClass {
  const Tells = tellsClassOf<PartRef>(methods, (ref, work, args) => ref[PART].system.tell(ref, work, args));
  class Ref {
    declare readonly [PART]: RefPart;
    declare readonly [KEY]: unknown;
    declare readonly [CALLER]: Caller | null;

    constructor(part: RefPart, key: unknown, caller: Caller | null) {
      this[PART] = part;
      this[KEY] = key;
      this[CALLER] = caller;
    }

    get tell(): object {
      return new Tells(this);
    }
  }
  for (const [name, work] of methods) {
    Object.defineProperty(Ref.prototype, name, {
      value(this: PartRef, args?: unknown, options?: CallOptions) {
        const { system } = this[PART];
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

export function tellsClassOf<Target>(
  methods: Methods,
  tell: (target: Target, work: MethodWork, args: unknown) => void,
): TellsClass<Target> {
  class Tells {
    declare readonly [TARGET]: Target;

    constructor(target: Target) {
      this[TARGET] = target;
    }
  }
  for (const [name, work] of methods) {
    Object.defineProperty(Tells.prototype, name, {
      value(this: Tells, args?: unknown) {
        tell(this[TARGET], work, args);
      },
    });
  }
  return Tells;
}
