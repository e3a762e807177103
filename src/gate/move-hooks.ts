// What modules keep of a session when it goes on in another process: `exported` gives bytes in the old one, `imported` takes them in
// the new one. A module that has no `imported`, or whose bytes are missing, begins anew: its hook `resync` runs.
import type { OwnerTurn } from '../actor/index.ts';
import { type Clock, type Counters, endOnBroken, type Logger, messageOf, stackOf, TracedCode } from '../base/index.ts';
import type { DispatchEntry } from './dispatch-table.ts';
import { GateError } from './gate-error.ts';
import { HandlerContext, type SwiftRun } from './handler-context.ts';
import { EXPORTED_BYTES_MAX } from './limits.ts';
import type { AnyModule, Resync } from './module.ts';
import type { ModuleScope } from './module-scope.ts';
import type { PlayerSession } from './player-session.ts';
import type { TurnOutput } from './turn-output.ts';
import { TurnlessRun } from './turnless-run.ts';

interface MoveHooksDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
}

/** Bytes of modules, by their names. */
export type ModuleBytes = ReadonlyMap<string, Uint8Array>;

const RESYNC: Resync = { lost: 0, why: 'stateAbsent' };
const NONE: ModuleBytes = new Map();

/** A hook that is run like a handler: at once, and in a turn if it needs one. */
interface Entry {
  readonly dispatch: DispatchEntry;
  readonly module: AnyModule;
}

export class MoveHooks {
  readonly #dependencies: MoveHooksDependencies;
  readonly #scopes: readonly ModuleScope[];
  readonly #exporting: readonly ModuleScope[];
  readonly #imported: readonly Entry[];
  readonly #resync: readonly Entry[];

  constructor(dependencies: MoveHooksDependencies, scopes: readonly ModuleScope[]) {
    this.#dependencies = dependencies;
    this.#scopes = scopes;
    this.#exporting = scopes.filter(({ module }) => module.hooks.exported.length > 0);
    this.#imported = this.#entriesOf('imported');
    this.#resync = this.#entriesOf('resync');
  }

  /** The bytes of each module. What fails or is too long is logged: that module begins anew. */
  export(session: PlayerSession): ModuleBytes {
    if (session.account === null || this.#exporting.length === 0) return NONE;
    const all = new Map<string, Uint8Array>();
    for (const scope of this.#exporting) {
      const bytes = this.#exportOf(session, scope);
      if (bytes !== null) all.set(scope.module.name, bytes);
    }
    return all;
  }

  /** Runs the hooks of every module, one after the other. One that fails closes the session, as a handler does. */
  async import(session: PlayerSession, bytes: ModuleBytes): Promise<void> {
    for (const { module } of this.#scopes) {
      const given = bytes.get(module.name) ?? null;
      // A module that exports nothing may still have to act.
      const canImport = module.hooks.imported.length > 0 && (given !== null || module.hooks.exported.length === 0);
      const entries = canImport ? this.#imported : this.#resync;
      for (const entry of entries) {
        if (entry.module !== module) continue;
        if (session.isClosing) return;
        const about = canImport ? (given ?? new Uint8Array(0)) : RESYNC;
        session.runner.handle(entry.dispatch, about, this.#dependencies.clock.monotonicMs());
        await session.runner.whenIdle;
      }
    }
  }

  #exportOf(session: PlayerSession, scope: ModuleScope): Uint8Array | null {
    const { module } = scope;
    const context = HandlerContext.swift(new ExportRun(session, module.name), scope);
    try {
      for (const hook of module.hooks.exported) {
        const bytes = scope.traced("the 'exported' hook", () => hook(context));
        if (bytes === null) continue;
        if (!(bytes instanceof Uint8Array)) throw new TypeError('it gives a Uint8Array, or null');
        if (bytes.length <= EXPORTED_BYTES_MAX) return bytes;
        throw new RangeError(
          `it gives ${bytes.length} bytes, and a session has at most ${EXPORTED_BYTES_MAX} of a module`,
        );
      }
    } catch (error) {
      endOnBroken(error);
      this.#dependencies.counters.counter('exports_failed', module.name).add();
      const about = { session: session.id, stack: stackOf(error) };
      scope.log.error(`the 'exported' hook failed, so the module begins anew: ${messageOf(error)}`, about);
    } finally {
      context.endSwift(null);
    }
    return null;
  }

  #entriesOf(name: 'imported' | 'resync'): readonly Entry[] {
    return this.#scopes.flatMap(({ module }, moduleIndex) =>
      module.hooks[name].map((hook) => ({ module, dispatch: this.#entryOf({ module, moduleIndex, name, hook }) })),
    );
  }

  #entryOf(of: {
    readonly module: AnyModule;
    readonly moduleIndex: number;
    readonly name: string;
    readonly hook: (ctx: unknown, about: unknown) => void | Promise<void>;
  }): DispatchEntry {
    const place = `the '${of.name}' hook`;
    const { counters } = this.#dependencies;
    const handled = counters.counter('move_hooks', `${of.module.name} ${of.name}`);
    return {
      // For the words of errors: a hook has no message.
      message: { ...NO_MESSAGE, name: `${place} of module ${of.module.name}` },
      phaseBits: 0,
      rate: null,
      rateSlot: -1,
      moduleIndex: of.moduleIndex,
      handle: of.hook,
      traced: new TracedCode({ module: of.module.name, place }),
      ...{ handled, refusedState: handled, refusedRate: handled, malformed: handled },
    };
  }
}

const NO_MESSAGE = {
  id: 0,
  fields: [],
  states: [],
  rate: null,
  delivery: 'reliable',
} as unknown as DispatchEntry['message'];

/** An `exported` hook looks at what its module has in memory: it has no turn, and sends nothing. */
class ExportRun extends TurnlessRun implements SwiftRun {
  readonly swiftTurn = null;
  readonly #module: string;

  constructor(session: PlayerSession, module: string) {
    super(session);
    this.#module = module;
  }

  output(): TurnOutput {
    throw this.#refusal('sends a message');
  }

  tell(): void {
    throw this.#refusal('tells an actor something');
  }

  openTurn(): OwnerTurn {
    throw this.#refusal('uses rows');
  }

  #refusal(what: string): GateError {
    const advice = 'give the bytes from memory, and let the hook `imported` do the rest';
    return new GateError('export-acts', `the 'exported' hook of module ${this.#module} ${what}: ${advice}`);
  }
}
