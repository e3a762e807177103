// Asks one service of somebody else over HTTP, and stays well when the service does not: a deadline for each question, a bounded number
// in flight and waiting, a circuit breaker, and retries where they are safe and few. A question is a GET that changes nothing, so it may
// be sent again; one that took too long is not, as a service that stalls would then get more to do. It never rejects.
import { Backoff, type Clock, type Counters, type Logger, type Random, sleep } from '../base/index.ts';
import { type BreakerWindow, CircuitBreaker } from './circuit-breaker.ts';
import type { HttpAnswer, HttpRequest, HttpSender, SendFault } from './http-sender.ts';
import { BREAKER_WINDOW_MS, RETRIES_SAVED_MAX, RETRY_SHARE, RETRY_WAIT_MS } from './limits.ts';
import { Places } from './places.ts';

/**
 * Why there is no answer. `busy`: too many questions wait. `open`: the breaker is open. `late`: the deadline passed. `unwanted`: nobody
 * wants the answer any more. `unwell`: the service answered that it is in trouble. The others are faults of the connection.
 */
export type UpstreamFault =
  | 'busy'
  | 'open'
  | 'late'
  | 'unwanted'
  | 'unwell'
  | 'closed'
  | Exclude<SendFault, 'cancelled'>;

export type UpstreamAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: UpstreamFault; readonly detail: string };

/** What an answer means: its value, or that the service is in trouble. `isPassing`: asking again may help. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly detail: string; readonly isPassing: boolean };

export interface Question<T> {
  readonly request: HttpRequest;
  /** When the answer is too late, on the monotonic clock. */
  readonly untilMs: number;
  readonly read: (status: number, body: string) => Reading<T>;
  /** Asked before each try: false when nobody waits for the answer. */
  readonly isWanted?: () => boolean;
}

export interface UpstreamOptions {
  /** In counters and in the log: a word. */
  readonly name: string;
  /** Without query and secrets, for the log. */
  readonly address: string;
  /** Settings to look at when it does not answer, for the log. */
  readonly advice: string;
  readonly atOnceMax: number;
  readonly waitingMax: number;
  readonly triesMax: number;
}

export interface UpstreamParts {
  readonly sender: HttpSender;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  readonly log: Logger;
}

/** How often the same fault is logged, at most. Milliseconds. */
const FAULT_LOG_MS = 60_000;

export class Upstream {
  readonly breaker: CircuitBreaker;
  readonly #parts: UpstreamParts;
  readonly #options: UpstreamOptions;
  readonly #places: Places;
  /** Ends what is in flight when this is closed. */
  readonly #closing = new AbortController();
  /** When each fault may be logged again. */
  readonly #quietUntilMs = new Map<UpstreamFault, number>();
  /** Retries that may be made: each question saves a part of one. */
  #retries = RETRIES_SAVED_MAX;

  constructor(parts: UpstreamParts, options: UpstreamOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#places = new Places(parts.clock, options);
    this.breaker = new CircuitBreaker(parts, {
      opened: (forMs, window) => this.#opened(forMs, window),
      closed: () =>
        this.#parts.log.info(`${options.name}: the service answers well again`, { address: options.address }),
    });
  }

  get inFlight(): number {
    return this.#places.taken;
  }

  get waiting(): number {
    return this.#places.waiting;
  }

  /** One line for an operator. */
  get statusText(): string {
    const { state, window } = this.breaker;
    const breaker = state.is === 'open' ? `OPEN for ${Math.ceil(state.forMs / 1_000)} s more` : state.is;
    const seconds = BREAKER_WINDOW_MS / 1_000;
    const calls = `${window.failed} of ${window.calls} requests failed in ${seconds} s`;
    return `${this.#options.address}: breaker ${breaker}, ${calls}, ${this.inFlight} in flight, ${this.waiting} wait`;
  }

  async ask<T>(question: Question<T>): Promise<UpstreamAnswer<T>> {
    const answer = await this.#ask(question);
    this.#parts.counters.counter(`${this.#options.name}_questions`, answer.ok ? 'answered' : answer.fault).add();
    return answer;
  }

  /** Ends everything: what waits and what is in flight gets `closed`. */
  close(): void {
    this.#places.close();
    this.#closing.abort();
    this.#parts.sender.close();
  }

  async #ask<T>(question: Question<T>): Promise<UpstreamAnswer<T>> {
    const { clock } = this.#parts;
    if (this.breaker.state.is === 'open') return failure('open');
    this.#retries = Math.min(RETRIES_SAVED_MAX, this.#retries + RETRY_SHARE);
    const backoff = new Backoff(RETRY_WAIT_MS, this.#parts.random);
    for (let tries = 1; ; tries++) {
      const { answer, isPassing } = await this.#try(question);
      if (answer.ok || !isPassing || tries >= this.#options.triesMax || this.#retries < 1) return answer;
      const waitMs = backoff.nextMs();
      if (clock.monotonicMs() + waitMs >= question.untilMs) return answer;
      this.#retries--;
      this.#parts.counters.counter(`${this.#options.name}_retries`).add();
      // It has no place while it waits.
      await sleep(clock, waitMs);
    }
  }

  async #try<T>(question: Question<T>): Promise<Tried<T>> {
    const { untilMs, isWanted = () => true } = question;
    const outcome = await this.#places.take(untilMs);
    if (outcome === 'full') return final('busy');
    if (outcome === 'late') return final('late');
    if (outcome === 'closed') return final('closed');
    if (!isWanted()) {
      this.#places.give();
      return final('unwanted');
    }
    const permit = this.breaker.begin();
    if (permit === null) {
      this.#places.give();
      return final('open');
    }
    // Whatever happens, the permit is settled: a probe without an outcome would keep the breaker from closing.
    let isWell = false;
    try {
      const sent = await this.#send(question);
      const isClosed = this.#closing.signal.aborted;
      const read = sent.ok ? readingOf(question, sent) : faultOf<T>(sent.fault, sent.detail);
      // A stop of ours says nothing about the service.
      isWell = read.answer.ok || isClosed;
      if (isClosed) return final('closed');
      if (!read.answer.ok) this.#failed(read.answer.fault, read.answer.detail);
      return read;
    } finally {
      permit.settle(isWell);
    }
  }

  /** Settles at the deadline at the latest; the place is given back when the sender has finished. */
  async #send<T>({ request, untilMs }: Question<T>): Promise<HttpAnswer> {
    const { sender, clock } = this.#parts;
    const abort = new AbortController();
    const late = Promise.withResolvers<HttpAnswer>();
    const end = (): void => {
      abort.abort();
      late.resolve({ ok: false, fault: 'cancelled', detail: '' });
    };
    const cancel = clock.after(untilMs - clock.monotonicMs(), end);
    this.#closing.signal.addEventListener('abort', end);
    const send = async (): Promise<HttpAnswer> => {
      try {
        return await sender.send(request, abort.signal);
      } finally {
        cancel();
        this.#closing.signal.removeEventListener('abort', end);
        this.#places.give();
      }
    };
    return Promise.race([send(), late.promise]);
  }

  #opened(forMs: number, window: BreakerWindow | null): void {
    const { name, address, advice } = this.#options;
    this.#parts.counters.counter(`${name}_breaker`, window === null ? 'reopened' : 'opened').add();
    const seconds = Math.ceil(forMs / 1_000);
    if (window === null) {
      this.#parts.log.info(`${name}: the request that tried the service again failed`, {
        address,
        pauseSeconds: seconds,
      });
      return;
    }
    const what = `${name}: the service does not answer well, so nothing is asked for a while, then one request tries again`;
    this.#parts.log.error(`${what}. ${advice}`, { address, ...window, pauseSeconds: seconds });
  }

  #failed(fault: UpstreamFault, detail: string): void {
    const { name, address, advice } = this.#options;
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs < (this.#quietUntilMs.get(fault) ?? 0)) return;
    this.#quietUntilMs.set(fault, nowMs + FAULT_LOG_MS);
    this.#parts.log.warn(`${name}: a request failed: ${WHAT[fault]}. ${advice}`, { address, detail });
  }
}

/** What happened, for the log. */
const WHAT: Readonly<Record<UpstreamFault, string>> = {
  busy: 'too many questions wait',
  open: 'the breaker is open',
  late: 'no answer came in time',
  unwanted: 'nobody waits for the answer',
  unwell: 'the service says that it is in trouble',
  closed: 'the server stops',
  unreachable: 'the service cannot be reached',
  broken: 'the connection ended before the answer did',
  'too-large': 'the answer is longer than allowed',
  redirected: 'the service sent a redirect, and none is followed',
};

function failure<T>(fault: UpstreamFault, detail = ''): UpstreamAnswer<T> {
  return { ok: false, fault, detail };
}

/** One try of a question. `isPassing`: another may help. */
interface Tried<T> {
  readonly answer: UpstreamAnswer<T>;
  readonly isPassing: boolean;
}

function final<T>(fault: UpstreamFault): Tried<T> {
  return { answer: failure(fault), isPassing: false };
}

function readingOf<T>({ read }: Question<T>, { status, body }: Extract<HttpAnswer, { ok: true }>): Tried<T> {
  const reading = read(status, body);
  if (reading.ok) return { answer: reading, isPassing: false };
  return { answer: failure('unwell', reading.detail), isPassing: reading.isPassing };
}

function faultOf<T>(fault: SendFault, detail: string): Tried<T> {
  if (fault === 'cancelled') return final('late');
  return { answer: failure(fault, detail), isPassing: fault === 'unreachable' || fault === 'broken' };
}
