// What one link has heard, in order, and the waits for it.

import { HEARD_MAX } from './limits.ts';
import { CheckFailure } from './outcome.ts';

export interface HeardPacket {
  readonly id: number;
  readonly packet: Uint8Array;
}

/** Calls back after a time; returns what stops it. */
export type SetTimer = (ms: number, callback: () => void) => () => void;

export class Heard {
  readonly all: HeardPacket[] = [];
  hasEnded = false;
  readonly #setTimer: SetTimer;
  #waits: (() => void)[] = [];

  constructor(setTimer: SetTimer) {
    this.#setTimer = setTimer;
  }

  add(heard: HeardPacket): void {
    if (this.all.length >= HEARD_MAX) throw new CheckFailure('the server sends without end');
    this.all.push(heard);
    this.#wake();
  }

  end(): void {
    this.hasEnded = true;
    this.#wake();
  }

  /** What `look` finds now or within the time; null when it finds nothing, or the link has ended. */
  async until<T>(withinMs: number, look: () => T | null): Promise<T | null> {
    let isLate = false;
    const stop = this.#setTimer(withinMs, () => {
      isLate = true;
      this.#wake();
    });
    try {
      for (;;) {
        const found = look();
        if (found !== null || isLate || this.hasEnded) return found;
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#waits.push(resolve);
        await promise;
      }
    } finally {
      stop();
    }
  }

  #wake(): void {
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits) wait();
  }
}
