// Errors of the game's code, which a server logs and survives: for a test they are failures.
import type { LogFields, Logger } from '../base/index.ts';
import type { Life } from './life.ts';

/** More are counted, and not kept. */
const ERRORS_MAX = 100;

/** An error of a handler, a hook, a method, a tick, an alarm or a task, as the server logged it. Its stack is that of the game's error. */
export class GameError extends Error {
  override readonly name = 'GameError';
  /** The module whose code it was. */
  readonly module: string;

  constructor(message: string, { module, stack }: { readonly module: string; readonly stack: unknown }) {
    super(message);
    this.module = module;
    if (typeof stack === 'string') this.stack = `${this.name}: ${message}\n${stack}`;
  }
}

export class GameErrors {
  #errors: GameError[] = [];
  #others = 0;

  /** Passes every line of a run to `log`, and keeps the errors of the game. */
  recorder(log: Logger, life: Life, module: unknown = undefined): Logger {
    const alive =
      (write: (message: string, fields?: LogFields) => void) =>
      (message: string, fields?: LogFields): void => {
        if (!life.isOver) write(message, fields);
      };
    return {
      debug: alive((message, fields) => log.debug(message, fields)),
      info: alive((message, fields) => log.info(message, fields)),
      warn: alive((message, fields) => log.warn(message, fields)),
      error: alive((message, fields) => {
        this.#add(message, { module, ...fields });
        log.error(message, fields);
      }),
      child: (fields) => this.recorder(log.child(fields), life, fields['module'] ?? module),
    };
  }

  /** The errors since it was asked last. */
  take(): readonly GameError[] {
    const errors = this.#errors;
    this.#errors = [];
    this.#others = 0;
    return errors;
  }

  /** Throws an `AggregateError` when there are errors that nobody took. */
  assertNone(): void {
    const others = this.#others;
    const errors = this.take();
    if (errors.length === 0) return;
    const texts = errors.map(({ message }) => `\n  ${message}`).join('');
    const more = others === 0 ? '' : `\n  and ${others} more`;
    const what = `code of the game failed; a test that expects this takes the errors by errors():${texts}${more}`;
    throw new AggregateError(errors, what);
  }

  #add(message: string, { module, stack }: LogFields): void {
    if (typeof module !== 'string') return;
    if (this.#errors.length < ERRORS_MAX) this.#errors.push(new GameError(message, { module, stack }));
    else this.#others++;
  }
}
