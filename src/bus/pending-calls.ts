// Calls of this process that wait for their answers: by number, each with its deadline.
import { Deadline, type TimingWheel } from '../base/index.ts';
import type { Address } from './address.ts';
import { BusError } from './bus-error.ts';
import { CALLS_MAX } from './limits.ts';
import type { SentCalls } from './outbox.ts';

const NUMBER_MAX = 0xffff_ffff;

class Pending {
  readonly number: number;
  readonly what: string;
  readonly sent: SentCalls;
  readonly answer = Promise.withResolvers<Uint8Array>();
  readonly deadline: Deadline<Pending>;

  constructor(
    { number, what, sent }: { readonly number: number; readonly what: string; readonly sent: SentCalls },
    expired: (pending: Pending) => void,
  ) {
    this.number = number;
    this.what = what;
    this.sent = sent;
    this.deadline = new Deadline(expired, this);
  }
}

export class PendingCalls {
  readonly #wheel: Pick<TimingWheel, 'set' | 'clear'>;
  readonly #calls = new Map<number, Pending>();
  /** By the ticket of their bundle. */
  readonly #byTicket = new Map<number, Pending[]>();
  #lastNumber = 0;
  readonly #expired = (pending: Pending): void => {
    const message = `${pending.what} was not answered in time`;
    this.#settle(pending)?.answer.reject(new BusError('bus-deadline', message, { mayHaveRun: true }));
  };

  constructor(wheel: Pick<TimingWheel, 'set' | 'clear'>) {
    this.#wheel = wheel;
  }

  get count(): number {
    return this.#calls.size;
  }

  /** Waits for an answer. `send` sends the call under its number; what it throws rejects the promise. */
  add(
    { address, name, deadlineMs }: { readonly address: Address; readonly name: string; readonly deadlineMs: number },
    send: (number: number) => SentCalls,
  ): Promise<Uint8Array> {
    const what = `${name} at ${address}`;
    if (this.#calls.size >= CALLS_MAX) {
      const message = `${what}: ${CALLS_MAX} calls of this process wait for answers already; try again later`;
      return Promise.reject(new BusError('bus-busy', message));
    }
    const number = this.#nextNumber();
    let sent: SentCalls;
    try {
      sent = send(number);
    } catch (error) {
      return Promise.reject(error);
    }
    const pending = new Pending({ number, what, sent }, this.#expired);
    this.#calls.set(number, pending);
    const others = this.#byTicket.get(sent.ticket);
    if (others === undefined) this.#byTicket.set(sent.ticket, [pending]);
    else others.push(pending);
    this.#wheel.set(pending.deadline, deadlineMs);
    return pending.answer.promise;
  }

  /** False when nobody waits for it any more. */
  answered(number: number, body: Uint8Array): boolean {
    const pending = this.#calls.get(number);
    if (pending === undefined) return false;
    this.#settle(pending);
    pending.answer.resolve(body);
    return true;
  }

  refused(number: number, error: (what: string) => BusError): boolean {
    const pending = this.#calls.get(number);
    if (pending === undefined) return false;
    this.#settle(pending);
    pending.answer.reject(error(pending.what));
    return true;
  }

  /** Nobody serves the address of that bundle. */
  nobody(ticket: number): void {
    for (const pending of this.#byTicket.get(ticket) ?? []) {
      if (this.#settle(pending) === null) continue;
      pending.answer.reject(new BusError('bus-nobody', `${pending.what}: no process serves that address`));
    }
    this.#byTicket.delete(ticket);
  }

  /** No answer is waited for any longer. */
  close(): void {
    for (const pending of [...this.#calls.values()]) {
      const message = `${pending.what}: this process is stopping`;
      this.#settle(pending)?.answer.reject(new BusError('bus-closed', message, { mayHaveRun: true }));
    }
  }

  #settle(pending: Pending): Pending | null {
    if (!this.#calls.delete(pending.number)) return null;
    this.#wheel.clear(pending.deadline);
    const { sent } = pending;
    sent.left--;
    if (sent.left === 0) this.#byTicket.delete(sent.ticket);
    return pending;
  }

  #nextNumber(): number {
    do {
      this.#lastNumber = this.#lastNumber >= NUMBER_MAX ? 1 : this.#lastNumber + 1;
    } while (this.#calls.has(this.#lastNumber));
    return this.#lastNumber;
  }
}
