// A sender that answers as a test says, or holds each request until the test answers it; and an upstream over it.
import { Counters, type LogFields, type Logger, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import type { HttpAnswer, HttpRequest, HttpSender } from './http-sender.ts';
import { Upstream, type UpstreamOptions } from './upstream.ts';

export type Script = (request: HttpRequest, index: number) => HttpAnswer | 'stall';

/** Answers at once; stalls until the signal aborts. */
export class ScriptedSender implements HttpSender {
  readonly sent: HttpRequest[] = [];
  readonly #script: Script;
  isClosed = false;

  constructor(script: Script) {
    this.#script = script;
  }

  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const answer = this.#script(request, this.sent.push(request) - 1);
    if (answer !== 'stall') return Promise.resolve(answer);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ ok: false, fault: 'cancelled', detail: '' }));
    });
  }

  close(): void {
    this.isClosed = true;
  }
}

export const answered = (body: unknown, status = 200): HttpAnswer => ({
  ok: true,
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export interface UpstreamWorld {
  readonly clock: ManualClock;
  readonly counters: Counters;
  readonly sender: ScriptedSender;
  readonly upstream: Upstream;
  readonly lines: { readonly text: string; readonly fields: LogFields | undefined }[];
}

export function upstreamWorld(script: Script, options: Partial<UpstreamOptions> = {}): UpstreamWorld {
  const clock = new ManualClock();
  const counters = new Counters();
  const sender = new ScriptedSender(script);
  const lines: UpstreamWorld['lines'] = [];
  const log = collecting(lines);
  const words = { name: 'service', address: 'https://service', advice: 'Look at service.url.' };
  const limits = { atOnceMax: 2, waitingMax: 2, triesMax: 2 };
  const parts = { sender, clock, counters, log, random: new SeededRandom(1) };
  return { clock, counters, sender, upstream: new Upstream(parts, { ...words, ...limits, ...options }), lines };
}

/** A logger that keeps its lines, of any level but `debug`. */
export function collecting(lines: UpstreamWorld['lines']): Logger {
  const keep = (text: string, fields?: LogFields): void => void lines.push({ text, fields });
  const log: Logger = { ...silentLogger, info: keep, warn: keep, error: keep, child: () => log };
  return log;
}
