// The datagrams of the robots of one process, over a network that loses, doubles and delays some of them in both directions, as asked.
// Drawn from a seed. A delayed datagram is overtaken by those behind it.
import { type Clock, Counters, type Random, SeededRandom, silentLogger } from '../base/index.ts';
import { type DatagramDialer, type DatagramWay, DatagramWays } from '../client/index.ts';
import { createDefaultDatagramIo } from '../reactor/index.ts';
import { REORDER_MS_MAX } from './limits.ts';

/** Shares of all datagrams, each from 0 to below 1. */
export interface DatagramFaults {
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
}

/** Datagrams as the robots' sockets see them. */
export interface DatagramCounts {
  sent: number;
  received: number;
  /** By the faults that were asked for. */
  lost: number;
  doubled: number;
  delayed: number;
}

export type OpenRobotDatagrams = (
  faults: DatagramFaults,
  parts: { readonly clock: Clock; readonly seed: number },
) => RobotDatagrams;

const SHARES = 1_000_000;

export const openRobotDatagrams: OpenRobotDatagrams = (faults, parts) => new RobotDatagrams(faults, parts);

export class RobotDatagrams {
  readonly counts: DatagramCounts = { sent: 0, received: 0, lost: 0, doubled: 0, delayed: 0 };
  readonly #faults: DatagramFaults;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #ways = new DatagramWays(createDefaultDatagramIo({ counters: new Counters(), log: silentLogger }));

  constructor(faults: DatagramFaults, { clock, seed }: { readonly clock: Clock; readonly seed: number }) {
    this.#faults = faults;
    this.#clock = clock;
    this.#random = new SeededRandom(seed);
  }

  readonly dial: DatagramDialer = async (target, received) => {
    const { counts } = this;
    const way = await this.#ways.dial(target, (bytes, start, end) => {
      counts.received++;
      const own = bytes.slice(start, end);
      this.#pass(() => received(own, 0, own.length));
    });
    return way === null ? null : this.#faulty(way);
  };

  close(): Promise<void> {
    return this.#ways.close();
  }

  #faulty(way: DatagramWay): DatagramWay {
    return {
      signer: way.signer,
      send: (bytes, length) => {
        this.counts.sent++;
        const own = bytes.slice(0, length);
        this.#pass(() => way.send(own, length));
      },
      close: () => way.close(),
    };
  }

  #pass(deliver: () => void): void {
    const { counts } = this;
    const { loss, duplicate, reorder } = this.#faults;
    if (this.#happens(loss)) {
      counts.lost++;
      return;
    }
    const isDoubled = this.#happens(duplicate);
    if (isDoubled) counts.doubled++;
    for (let copy = isDoubled ? 2 : 1; copy > 0; copy--) {
      if (this.#happens(reorder)) {
        counts.delayed++;
        this.#clock.after(1 + this.#random.below(REORDER_MS_MAX), deliver);
      } else deliver();
    }
  }

  #happens(share: number): boolean {
    return share > 0 && this.#random.below(SHARES) < share * SHARES;
  }
}
