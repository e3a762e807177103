// A simulation of a service that answers, stalls, fails, refuses and recovers, and of callers that ask it, over the production code of
// this layer. Everything is drawn from the seed. It checks: no more in flight and waiting than allowed; each question is settled by its
// deadline; an answer belongs to its question; a service that fails gets few requests; retries are few; one that recovered is asked
// again; nothing is left over.
import { setImmediate } from 'node:timers/promises';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import type { HttpAnswer, HttpRequest, HttpSender } from './http-sender.ts';
import { BREAKER_OPEN_MS, BREAKER_WINDOW_MS, RETRIES_SAVED_MAX, RETRY_SHARE } from './limits.ts';
import { Upstream } from './upstream.ts';

type Mood = 'well' | 'slow' | 'stalled' | 'failing' | 'refusing' | 'mixed';
const MOODS: readonly Mood[] = ['well', 'slow', 'stalled', 'failing', 'refusing', 'mixed'];

const QUESTION_MS = 3_000;
const STEP_MS = 50;
/** Longer than a breaker stays open after a bad time, and than its window. */
const RECOVERY_MS = BREAKER_OPEN_MS.maxMs + BREAKER_WINDOW_MS;
/** What goes out in a second to a service that fails, once the breaker knows: one probe, and one that was under way. */
const PROBES_A_SECOND = 2;

class Service implements HttpSender {
  mood: Mood = 'well';
  inFlight = 0;
  inFlightMax = 0;
  sent = 0;
  readonly #clock: ManualClock;
  readonly #random: SeededRandom;

  constructor(clock: ManualClock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  send({ url }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    this.sent++;
    this.inFlight++;
    this.inFlightMax = Math.max(this.inFlightMax, this.inFlight);
    const { promise, resolve } = Promise.withResolvers<HttpAnswer>();
    const settle = (answer: HttpAnswer): void => {
      cancel();
      signal.removeEventListener('abort', aborted);
      this.inFlight--;
      resolve(answer);
    };
    const aborted = (): void => settle({ ok: false, fault: 'cancelled', detail: 'aborted' });
    signal.addEventListener('abort', aborted);
    const mood = this.mood === 'mixed' ? (MOODS[this.#random.below(MOODS.length - 1)] as Mood) : this.mood;
    const delayMs = mood === 'stalled' ? 3_600_000 : mood === 'slow' ? 1_000 : 1 + this.#random.below(80);
    const cancel = this.#clock.after(delayMs, () => settle(answerIn(mood, url)));
    return promise;
  }

  close(): void {}
}

function answerIn(mood: Mood, url: string): HttpAnswer {
  if (mood === 'refusing') return { ok: false, fault: 'unreachable', detail: 'ECONNREFUSED' };
  if (mood === 'failing') return { ok: true, status: 503, body: 'no' };
  return { ok: true, status: 200, body: url };
}

export interface SimResult {
  readonly violations: readonly string[];
  readonly questions: number;
  readonly answered: number;
  readonly requests: number;
  readonly [figure: string]: unknown;
}

export async function simulate(seed: number): Promise<SimResult> {
  const run = new Run(seed);
  for (let phase = 0; phase < 4; phase++) await run.phase();
  await run.recover();
  return run.end();
}

class Run {
  readonly #random: SeededRandom;
  readonly #clock = new ManualClock();
  readonly #counters = new Counters();
  readonly #service: Service;
  readonly #upstream: Upstream;
  readonly #atOnceMax: number;
  readonly #waitingMax: number;
  readonly #violations: string[] = [];
  #questions = 0;
  #answered = 0;
  #open = 0;
  #gone = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#atOnceMax = 1 + this.#random.below(8);
    this.#waitingMax = this.#random.below(20);
    this.#service = new Service(this.#clock, this.#random);
    const parts = { sender: this.#service, clock: this.#clock, counters: this.#counters, log: silentLogger };
    const limits = { atOnceMax: this.#atOnceMax, waitingMax: this.#waitingMax, triesMax: 1 + this.#random.below(3) };
    const words = { name: 'service', address: 'https://service', advice: '' };
    this.#upstream = new Upstream({ ...parts, random: this.#random }, { ...words, ...limits });
  }

  /** The service is in one mood for a while, and callers ask at some pace. */
  async phase(): Promise<void> {
    this.#service.mood = MOODS[this.#random.below(MOODS.length)] as Mood;
    const isBad = ['failing', 'refusing'].includes(this.#service.mood);
    const pace = 1 + this.#random.below(6);
    const lengthMs = 5_000 + this.#random.below(20_000);
    let sentBefore = 0;
    for (let ms = 0; ms < lengthMs; ms += STEP_MS) {
      if (ms === BREAKER_WINDOW_MS) sentBefore = this.#service.sent;
      for (let count = this.#random.below(pace + 1); count > 0; count--) this.#ask();
      await this.#step();
    }
    const seconds = Math.ceil((lengthMs - BREAKER_WINDOW_MS) / 1_000);
    const sent = this.#service.sent - sentBefore;
    if (isBad && seconds > 0 && sent > (seconds + 1) * PROBES_A_SECOND) {
      this.#violations.push(`flooded: ${sent} requests in ${seconds} s to a service that fails`);
    }
  }

  /** The service is well: after a while, all that ask get an answer. */
  async recover(): Promise<void> {
    this.#service.mood = 'well';
    for (let ms = 0; ms < RECOVERY_MS; ms += STEP_MS * 4) {
      this.#ask();
      await this.#step(STEP_MS * 4);
    }
    const before = this.#answered;
    this.#ask(false);
    await this.#step(QUESTION_MS);
    if (this.#answered !== before + 1) this.#violations.push('stuck: a service that is well again is not asked');
  }

  async end(): Promise<SimResult> {
    this.#service.mood = 'stalled';
    for (let count = 0; count < 5; count++) this.#ask();
    await this.#step();
    this.#upstream.close();
    // A retry may wait.
    await this.#step(2_000);
    if (this.#open > 0) this.#violations.push(`hung: ${this.#open} questions are open after the close`);
    const { inFlight, waiting } = this.#upstream;
    if (inFlight + waiting + this.#service.inFlight > 0) this.#violations.push('leaked: places are taken at the end');
    const retries = this.#counters.counter('service_retries').value;
    if (retries > RETRIES_SAVED_MAX + this.#questions * RETRY_SHARE) this.#violations.push(`retried: ${retries} times`);
    const figures = { questions: this.#questions, answered: this.#answered, requests: this.#service.sent, retries };
    return { violations: this.#violations, ...figures, gone: this.#gone };
  }

  #ask(isGone = this.#random.below(10) === 0): void {
    const id = ++this.#questions;
    const url = `https://service/${id}`;
    const untilMs = this.#clock.monotonicMs() + 1_000 + this.#random.below(QUESTION_MS - 1_000);
    this.#open++;
    const read = (status: number, body: string) =>
      status === 200
        ? ({ ok: true, value: body } as const)
        : ({ ok: false, detail: String(status), isPassing: true } as const);
    const request = { url, answerBytesMax: 100 };
    void this.#upstream.ask({ request, untilMs, read, isWanted: () => !isGone }).then((answer) => {
      this.#open--;
      if (this.#clock.monotonicMs() > untilMs) this.#violations.push(`late: question ${id}`);
      if (answer.ok) {
        this.#answered++;
        if (answer.value !== url) this.#violations.push(`mixed up: question ${id} got ${answer.value}`);
        if (isGone) this.#violations.push(`unwanted: question ${id} was asked`);
      } else if (answer.fault === 'unwanted') this.#gone++;
    });
  }

  async #step(ms: number = STEP_MS): Promise<void> {
    const endMs = this.#clock.monotonicMs() + ms;
    await setImmediate();
    // From timer to timer, so that promises run at the time of the timer that settled them.
    while (this.#clock.monotonicMs() < endMs) {
      const nowMs = this.#clock.monotonicMs();
      this.#clock.advance(Math.min(endMs, Math.max(nowMs, this.#clock.nextDueMs() ?? endMs)) - nowMs);
      await setImmediate();
    }
    if (this.#service.inFlightMax > this.#atOnceMax) this.#violations.push(`crowded: ${this.#service.inFlightMax}`);
    if (this.#upstream.waiting > this.#waitingMax) this.#violations.push(`queued: ${this.#upstream.waiting}`);
  }
}
