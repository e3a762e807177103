// Messages from the server that were not taken yet, and the waits for messages. A message goes to the first wait for
// its type; an untaken message is kept for a later call, and past INBOX_COUNT_MAX the oldest is dropped. Invariant: no
// kept message is of a type that a wait asks for.
import type { Cancel, Clock } from '../base/plain.ts';
import type { MessageType } from '../wire/plain.ts';
import { ClientError } from './client-error.ts';
import { INBOX_COUNT_MAX, WAITS_MAX } from './limits.ts';

/** A message from the server. */
export interface Received<T = unknown> {
  readonly type: MessageType<T>;
  readonly value: T;
}

interface Wait {
  readonly types: readonly MessageType[];
  readonly resolve: (received: Received) => void;
  readonly reject: (error: ClientError) => void;
  readonly cancelTimeout: Cancel;
}

export class Inbox {
  readonly #clock: Clock;
  readonly #hint: () => string;
  #kept: Received[] = [];
  #waits: Wait[] = [];
  #droppedCount = 0;
  #closedWith: ClientError | null = null;

  /** `hint`: words that explain a timeout, or nothing. */
  constructor(clock: Clock, hint: () => string = () => '') {
    this.#clock = clock;
    this.#hint = hint;
  }

  /** Untaken messages that were dropped to stay within the bound. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  /** Takes the oldest kept message of one of `types`. */
  take(types: readonly MessageType[]): Received | null {
    const index = this.#kept.findIndex((received) => types.includes(received.type));
    if (index < 0) return null;
    const [received] = this.#kept.splice(index, 1);
    return received ?? null;
  }

  /** The oldest kept message of one of `types`, or the next to come. Rejects with `timeout`, `closed` or `too-many-waits`. */
  wait(types: readonly MessageType[], timeoutMs: number): Promise<Received> {
    const kept = this.take(types);
    if (kept !== null) return Promise.resolve(kept);
    const { promise, resolve, reject } = Promise.withResolvers<Received>();
    // A script may await one of several waits, and the end of the connection rejects them all. Rejections that the
    // script never awaits must not end the process.
    promise.catch(() => {});
    if (this.#closedWith !== null) reject(this.#closedWith);
    else if (this.#waits.length >= WAITS_MAX) {
      reject(
        new ClientError(
          'too-many-waits',
          `${WAITS_MAX} calls of next are waiting already; await them before you call it again`,
        ),
      );
    } else {
      const cancelTimeout = this.#clock.after(timeoutMs, () => this.#expire(wait, timeoutMs));
      const wait: Wait = { types, resolve, reject, cancelTimeout };
      this.#waits.push(wait);
    }
    return promise;
  }

  /** Gives a message to the first wait for its type. False when there is none. */
  offer(received: Received): boolean {
    const wait = this.#waits.find(({ types }) => types.includes(received.type));
    if (wait === undefined) return false;
    this.#remove(wait);
    wait.resolve(received);
    return true;
  }

  keep(received: Received): void {
    this.#kept.push(received);
    if (this.#kept.length <= INBOX_COUNT_MAX) return;
    this.#kept.shift();
    this.#droppedCount++;
  }

  /** Forgets the kept messages: they tell of a state that is over. Waits go on. */
  forget(): void {
    this.#kept = [];
  }

  /** Rejects all present and later waits. Kept messages can still be taken. */
  close(error: ClientError): void {
    this.#closedWith = error;
    const waits = this.#waits;
    this.#waits = [];
    for (const { cancelTimeout, reject } of waits) {
      cancelTimeout();
      reject(error);
    }
  }

  #expire(wait: Wait, timeoutMs: number): void {
    this.#remove(wait);
    const names = wait.types.map(({ name }) => name).join(' or ');
    wait.reject(new ClientError('timeout', `no ${names} came from the server within ${timeoutMs} ms${this.#hint()}`));
  }

  #remove(wait: Wait): void {
    wait.cancelTimeout();
    this.#waits = this.#waits.filter((each) => each !== wait);
  }
}
