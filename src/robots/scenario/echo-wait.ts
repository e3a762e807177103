// A heartbeat whose echo is waited for: what the server had sent before it has come when the echo is there.
import type { Clock } from '../../base/index.ts';
import { ECHO_MS } from './limits.ts';

export class EchoWait {
  readonly #clock: Clock;
  #number = 0;
  #end: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sends the next one by `send`. Resolves with its echo, when the connection ends, or late. */
  async wait(send: (beatTime: number) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#end = resolve;
    const cancel = this.#clock.after(ECHO_MS, resolve);
    // Beats of the load count up from 0.
    send(-++this.#number);
    await promise;
    cancel();
  }

  hear(beatTime: number): void {
    if (beatTime === -this.#number) this.end();
  }

  end(): void {
    this.#end?.();
  }
}
