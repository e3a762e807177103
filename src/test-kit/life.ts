// One run of a test's server. A run that has ended as by `kill -9` does nothing any more: its timers do not fire, and what it asks
// of the disk, the database and the network is neither done nor answered.
import type { Io } from '../reactor/index.ts';

const NEVER = new Promise<never>(() => {});

export class Life {
  readonly #over = Promise.withResolvers<void>();
  readonly #endings: (() => void)[] = [];
  #isOver = false;

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves when the run has ended. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Nothing of the run happens from here on. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const ending of this.#endings) ending();
    this.#over.resolve();
  }

  atEnd(ending: () => void): void {
    this.#endings.push(ending);
  }

  /** A step of the run outside of its memory. When the run ends first, it is not done, or never answered. */
  async step<Result>(act: () => Result | Promise<Result>): Promise<Result> {
    if (this.#isOver) return NEVER;
    try {
      const result = await act();
      return this.#isOver ? NEVER : result;
    } catch (error) {
      if (this.#isOver) return NEVER;
      throw error;
    }
  }
}

/** The network of a run. At its end the peers see their connections end, and nothing is sent any more. */
export function ioOf(life: Life, io: Io): Io {
  life.atEnd(() => void io.stop());
  return new Proxy(io, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (!life.isOver) return Reflect.apply(value, target, args);
        // The run has no memory: nothing reads these.
        return name === 'listen' || name === 'unlisten' || name === 'stop' ? NEVER : 0;
      };
    },
  });
}
