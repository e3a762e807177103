// What every connection of a service gets: an idle deadline, and isolation of its faults. A handler that throws costs
// its own connection; an `AssertionFailure` is a broken invariant and ends the loop.
import { AssertionFailure, messageOf } from '../base/index.ts';
import type { CloseReason, Connection, ConnectionHandler, ConnectionOwner } from '../reactor/index.ts';
import { IDLE_MS, IDLE_STEPS } from './limits.ts';
import type { ServiceCloseReason, ServiceTools } from './service.ts';

type Reason = CloseReason | ServiceCloseReason;

/** Wraps the function that makes the handlers of a service. `stop` ends the idle timers. */
export function guard(
  owner: ConnectionOwner<ServiceCloseReason>,
  { log, clock }: ServiceTools,
  idleMs: number = IDLE_MS,
): { readonly owner: ConnectionOwner<ServiceCloseReason>; readonly stop: () => void } {
  const shared: Shared = {
    idleMs,
    step: 0,
    failed: (error) => log.error(`a handler failed: ${messageOf(error)}`, stackOf(error)),
  };
  const stop = clock.every(Math.ceil(idleMs / IDLE_STEPS), () => {
    shared.step++;
  });
  return { owner: (connection) => new GuardedHandler(shared, connection, owner), stop };
}

interface Shared {
  readonly idleMs: number;
  /** Counts up; a deadline moves at most once a step. */
  step: number;
  readonly failed: (error: unknown) => void;
}

class GuardedHandler implements ConnectionHandler<ServiceCloseReason> {
  readonly #shared: Shared;
  readonly #connection: Connection<ServiceCloseReason>;
  /** Null when its creation failed. */
  #inner: ConnectionHandler<ServiceCloseReason> | null = null;
  #step = -1;

  constructor(shared: Shared, connection: Connection<ServiceCloseReason>, owner: ConnectionOwner<ServiceCloseReason>) {
    this.#shared = shared;
    this.#connection = connection;
    try {
      this.#inner = owner(connection);
    } catch (error) {
      this.#fail(error);
    }
  }

  opened(): void {
    this.#keepTime();
    this.#try(() => this.#inner?.opened?.());
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    if (this.#step !== this.#shared.step) this.#keepTime();
    try {
      this.#inner?.frame(bytes, start, end);
    } catch (error) {
      this.#fail(error);
    }
  }

  drained(): void {
    this.#try(() => this.#inner?.drained?.());
  }

  closing(reason: Reason): void {
    this.#try(() => this.#inner?.closing?.(reason));
  }

  closed(reason: Reason): void {
    this.#try(() => this.#inner?.closed(reason));
  }

  #keepTime(): void {
    this.#step = this.#shared.step;
    this.#connection.setDeadline(this.#shared.idleMs, 'idle-timeout');
  }

  #try(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (error instanceof AssertionFailure) throw error;
    this.#shared.failed(error);
    this.#connection.close('service-failed');
  }
}

/** The place of the throw, for the service's programmer. */
function stackOf(error: unknown): { readonly at?: string } {
  const at = error instanceof Error ? error.stack?.split('\n')[1]?.trim() : undefined;
  return at === undefined ? {} : { at };
}
