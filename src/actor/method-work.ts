// A method of an actor or of a role's part, as turns run it: once for its callers, who receive its answer, and once for those that
// tell it.
import { type CodeTrace, messageOf, stackOf, TracedCode, toHex } from '../base/index.ts';
import { ActorError } from './actor-error.ts';
import type { Turn, Work } from './turn.ts';

/** Of the number that ties an error to its line in the log. */
const INCIDENT_BYTES = 4;

type Run = (self: unknown, args: unknown) => unknown;

/** The definition that the function is of. */
export interface WorkPart {
  readonly name: string;
  readonly module: string;
  createSelf(turn: Turn): unknown;
}

export interface MethodOptions {
  readonly part: WorkPart;
  readonly name: string;
  readonly run: Run;
  /** Of a method: its name. Others have none. */
  readonly method?: string;
}

/** Runs a function of the game for turns. What it throws is logged and counted. */
export class GameWork implements Work {
  readonly what: string;
  readonly isAnswered: boolean = false;
  readonly part: WorkPart;
  readonly method: string | undefined;
  readonly #run: Run;
  readonly #traced: TracedCode;

  constructor({ part, name, run, method }: MethodOptions) {
    this.what = `${part.name}.${name}`;
    this.part = part;
    this.method = method;
    this.#run = run;
    const trace: CodeTrace = { module: part.module, place: this.what };
    this.#traced = new TracedCode(trace);
  }

  run(turn: Turn): unknown {
    return this.#traced.run(this.#run, this.part.createSelf(turn), this.argsOf(turn));
  }

  /** What the function is called with. */
  protected argsOf(turn: Turn): unknown {
    return turn.args;
  }

  answered(_turn: Turn, _answer: unknown): void {}

  threw(turn: Turn, error: unknown): void {
    this.report(turn, error);
  }

  refused(turn: Turn, error: ActorError): void {
    const { host } = turn.owner.system;
    host.counters.counter('actor_turns_refused', `${this.what} ${error.code}`).add();
    host.log.warn(`${this.what} of ${turn.owner.id.text} was refused: ${error.message}`, { code: error.code });
  }

  /** Logs the error, and returns the number that the log has it under. */
  protected report(turn: Turn, error: unknown): string {
    const { host } = turn.owner.system;
    const incident = toHex(host.random.bytes(INCIDENT_BYTES));
    host.counters.counter('actor_turns_failed', this.what).add();
    const fields = { module: this.part.module, incident, stack: stackOf(error) };
    host.log.error(`${this.what} of ${turn.owner.id.text} failed: ${messageOf(error)}`, fields);
    return incident;
  }
}

export class MethodWork extends GameWork {
  override readonly isAnswered = true;
  /** The same, when nobody waits for the answer. */
  readonly told: GameWork;

  constructor(options: MethodOptions) {
    const method = { ...options, method: options.name };
    super(method);
    this.told = new GameWork(method);
  }

  override answered(turn: Turn, answer: unknown): void {
    turn.stopWaiting();
    turn.resolve?.(answer);
  }

  override threw(turn: Turn, error: unknown): void {
    const incident = this.report(turn, error);
    const message = `${this.what} of ${turn.owner.id.text} failed; the log has the error under incident ${incident}`;
    turn.stopWaiting();
    turn.reject?.(new ActorError('actor-failed', message, { mayHaveRun: turn.hasActed, incident }));
  }

  override refused(turn: Turn, error: ActorError): void {
    turn.owner.system.host.counters.counter('actor_turns_refused', `${this.what} ${error.code}`).add();
    turn.stopWaiting();
    turn.reject?.(error);
  }
}

/** The function of one `after`. */
export class AfterWork extends GameWork {
  isCancelled = false;

  override run(turn: Turn): unknown {
    return this.isCancelled ? undefined : super.run(turn);
  }
}
