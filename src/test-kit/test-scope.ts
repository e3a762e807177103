// The scope of a test: calls as from another process of the game. They outlive a crash: a ref finds the server that runs now, and a
// call that a crash cuts off is rejected.
import { ActorError, type AnyDefinition, type AnyRef, type KeyFor, type Ref, type Scope } from '../actor/index.ts';
import type { Life } from './life.ts';

/** A scope without settings, tables and offers. */
export type TestScope = Pick<
  Scope<Record<never, never>, unknown>,
  'actor' | 'broadcast' | 'clock' | 'log' | 'random' | 'send' | 'together'
>;

export interface ScopedRun {
  readonly scope: TestScope;
  readonly life: Life;
}

export interface Runs {
  /** The server that runs, or null while it starts again. */
  readonly now: ScopedRun | null;
  /** The server that runs, as soon as it does. */
  next(): Promise<ScopedRun>;
}

export function createTestScope(runs: Runs): TestScope {
  const present = (): TestScope => {
    if (runs.now === null) throw new ActorError('actor-unreachable', 'the server starts again; await the crash first');
    return runs.now.scope;
  };
  const refs = new WeakMap<object, (scope: TestScope) => AnyRef>();
  const call = async (act: (scope: TestScope) => Promise<unknown>): Promise<unknown> => {
    const run = runs.now ?? (await runs.next());
    return await untilEnd(run.life, act(run.scope));
  };
  const scope = {
    get clock() {
      return present().clock;
    },
    get log() {
      return present().log;
    },
    get random() {
      return present().random;
    },
    send: (...args: Parameters<TestScope['send']>) => present().send(...args),
    broadcast: (...args: Parameters<TestScope['broadcast']>) => present().broadcast(...args),
    actor: <D extends AnyDefinition>(definition: D, key: KeyFor<D>): Ref<D> => {
      const refIn = (at: TestScope): Ref<D> => at.actor(definition, key);
      const ref = new Proxy(present().actor(definition, key), {
        get(made, name) {
          if (name === 'tell') return Reflect.get(refIn(present()), name);
          // The methods are those of the definition, whichever server runs.
          const member: unknown = Reflect.get(made, name);
          if (typeof member !== 'function') return member;
          return (...args: unknown[]) => call((at) => methodOf(refIn(at), name)(...args));
        },
      });
      refs.set(ref, refIn as unknown as (at: TestScope) => AnyRef);
      return ref;
    },
    together: (given: readonly AnyRef[], ...rest: readonly unknown[]) =>
      call((at) => {
        const together = at.together as (...args: readonly unknown[]) => Promise<unknown>;
        return together.call(
          at,
          given.map((ref) => refs.get(ref)?.(at) ?? ref),
          ...rest,
        );
      }),
  };
  // Refs and changes have the types that the scope of the server gives them.
  return scope as unknown as TestScope;
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

function methodOf(ref: object, name: string | symbol): Method {
  // The ref of the run before had it.
  return (Reflect.get(ref, name) as Method).bind(ref);
}

/** What the caller in another process learns when this one is killed. */
function untilEnd(life: Life, answer: Promise<unknown>): Promise<unknown> {
  const ended = life.over.then(() => {
    throw new ActorError('actor-unreachable', 'the server ended as by kill -9 before it answered', {
      mayHaveRun: true,
    });
  });
  // The run that ended may still have answered, in memory that its caller has no access to.
  const answered = answer.then(
    (value) => (life.isOver ? ended : value),
    (error: unknown) => (life.isOver ? ended : Promise.reject(error)),
  );
  return Promise.race([answered, ended]);
}
