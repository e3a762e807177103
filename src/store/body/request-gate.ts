// The entry of a body. It refuses a request that the access mode, the limit on requests in flight or the end of the body forbids,
// and counts accepted ones. The body reports each answer, so that closing can wait for the last one.
import type { Counter, Counters } from '../../base/index.ts';
import { StoreError } from '../table/index.ts';
import type { StoreAccess } from './body.ts';
import { QUEUE_REQUESTS_MAX } from './limits.ts';

export interface RequestGateOptions {
  /** For messages: a path, or an address without its password. */
  readonly location: string;
  readonly access: StoreAccess;
  readonly counters: Counters;
  /** Requests in flight, past which new ones are refused with `busy`. */
  readonly queueMax?: number | undefined;
}

export class RequestGate {
  readonly location: string;
  /** Resolves when the body has ended: null after `close`, otherwise the reason. */
  readonly closed: Promise<StoreError | null>;
  readonly #isReadOnly: boolean;
  readonly #queueMax: number;
  readonly #requests: Counter;
  readonly #refused: Counter;
  readonly #closed = Promise.withResolvers<StoreError | null>();
  /** Set while something waits until nothing is in flight. */
  #idle: PromiseWithResolvers<void> | null = null;
  #end: StoreError | null = null;
  #inFlight = 0;

  constructor({ location, access, counters, queueMax }: RequestGateOptions) {
    this.location = location;
    this.closed = this.#closed.promise;
    this.#isReadOnly = access === 'read';
    this.#queueMax = queueMax ?? QUEUE_REQUESTS_MAX;
    this.#requests = counters.counter('store_requests');
    this.#refused = counters.counter('store_refused', 'busy');
  }

  /** The error with which every request is refused since the end; null before. */
  get end(): StoreError | null {
    return this.#end;
  }

  /** Requests accepted and not yet answered. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Accepts a request (null), or returns the error with which it is refused. */
  accept(isRead: boolean): StoreError | null {
    if (!isRead && this.#isReadOnly) {
      return new StoreError('read-only', `${this.location}: the store was opened for reading; it cannot be changed`);
    }
    if (this.#end !== null) return this.#end;
    if (this.#inFlight >= this.#queueMax) {
      this.#refused.add();
      return new StoreError('busy', `${this.location}: ${this.#queueMax} requests wait already; try again later`);
    }
    this.#inFlight++;
    return null;
  }

  answered(count: number): void {
    this.#requests.add(count);
    this.#inFlight -= count;
    if (this.#inFlight > 0) return;
    this.#idle?.resolve();
    this.#idle = null;
  }

  /** Resolves when all accepted requests are answered. */
  whenIdle(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    this.#idle ??= Promise.withResolvers();
    return this.#idle.promise;
  }

  /** Accepts nothing from now on. Resolves when all accepted requests are answered: to false when the body had ended already. */
  async shut(): Promise<boolean> {
    if (this.#end !== null) return false;
    this.#end = new StoreError('closed', `${this.location}: the store was closed`);
    await this.whenIdle();
    return true;
  }

  /** The body has ended, in order with null. Returns the error for requests that still wait. */
  finish(reason: StoreError | null): StoreError {
    this.#end ??= reason ?? new StoreError('closed', `${this.location}: the store was closed`);
    this.#closed.resolve(reason);
    return reason ?? this.#end;
  }
}
