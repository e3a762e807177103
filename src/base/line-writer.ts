// Writes lines to a destination that may be full, slow or gone, such as the log on standard error. It never waits and
// never throws. Lines that cannot be written are buffered up to a bound; further lines are dropped and counted, and a
// line says how many as soon as there is room. Invariant: lines keep their order, and a line that was begun is finished.
import { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';

/** What waits for a destination that takes nothing: several thousand lines, and little beside a server's memory. */
export const BUFFERED_BYTES_MAX = 1024 * 1024;
/** How soon a destination is tried again: a busy reader has room at once, a full disk stays full. */
export const RETRY_MS = { minMs: 20, maxMs: 1_000 } as const;

/** Writes what the destination takes at once and returns how many bytes that was. Throws when it takes none. */
export type WriteSome = (bytes: Uint8Array) => number;

export interface LineWriterOptions {
  readonly write: WriteSome;
  readonly clock: Clock;
  /** The line, with its end, that stands where `count` lines were dropped. */
  readonly droppedLine: (count: number) => string;
  /** Called for each dropped line. */
  readonly onDrop?: () => void;
}

export class LineWriter {
  readonly #options: LineWriterOptions;
  readonly #backoff = new Backoff(RETRY_MS);
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #droppedCount = 0;
  #isRetrying = false;

  constructor(options: LineWriterOptions) {
    this.#options = options;
  }

  /** `line` includes its end. */
  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#waiting.length > 0 && this.#waitingBytes + bytes.length > BUFFERED_BYTES_MAX) {
      this.#droppedCount++;
      this.#options.onDrop?.();
      return;
    }
    this.#noteDropped();
    this.#enqueue(bytes);
    if (!this.#isRetrying) this.#retryUnlessEmpty();
  }

  /** Writes what the destination takes now. Returns whether nothing is left. For the end of a process too. */
  flush(): boolean {
    try {
      while (this.#drain());
    } catch {
      // Whatever the destination reports, the answer is the same: keep the lines and try again.
      return false;
    }
    return true;
  }

  /** One line. False when no line was left. */
  #drain(): boolean {
    const [bytes] = this.#waiting;
    if (bytes === undefined) return this.#noteDropped();
    const count = this.#options.write(bytes);
    this.#backoff.reset();
    this.#waitingBytes -= count;
    if (count < bytes.length) this.#waiting[0] = bytes.subarray(count);
    else this.#waiting.shift();
    return true;
  }

  #noteDropped(): boolean {
    if (this.#droppedCount === 0) return false;
    const line = this.#options.droppedLine(this.#droppedCount);
    this.#droppedCount = 0;
    this.#enqueue(Buffer.from(line));
    return true;
  }

  #enqueue(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  #retryUnlessEmpty(): void {
    this.#isRetrying = !this.flush();
    if (this.#isRetrying) this.#options.clock.after(this.#backoff.nextMs(), () => this.#retryUnlessEmpty());
  }
}
