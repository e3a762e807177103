// In which order the robots of one process heard the lines of each speaker: a later line is never before an earlier one of the same
// channel. It remembers the latest line of each speaker, channel and hearer.
import type { TaggedLine } from './heard-lines.ts';
import { ORDER_BYTES_MAX } from './limits.ts';

const CHANNELS = 64;

export class LineOrder {
  readonly #firstNumber: number;
  readonly #count: number;
  readonly #bytesMax: number;
  /** By speaker and channel, the latest sequence that each robot heard. */
  readonly #latest = new Map<number, Uint32Array>();
  #bytes = 0;

  /** For the robots of one process: `count` numbers from `firstNumber`. */
  constructor(robots: { readonly firstNumber: number; readonly count: number; readonly bytesMax?: number }) {
    this.#firstNumber = robots.firstNumber;
    this.#count = robots.count;
    this.#bytesMax = robots.bytesMax ?? ORDER_BYTES_MAX;
  }

  /** False when the robot has heard a later line of the same speaker and channel. Past the bound everything is in order. */
  hear(robot: number, { robot: speaker, sequence }: TaggedLine, channel: number): boolean {
    const latest = this.#latestOf(speaker * CHANNELS + (channel & (CHANNELS - 1)));
    if (latest === null) return true;
    const index = robot - this.#firstNumber;
    const before = latest[index] ?? 0;
    if (sequence < before) return false;
    latest[index] = sequence;
    return true;
  }

  #latestOf(key: number): Uint32Array | null {
    const known = this.#latest.get(key);
    if (known !== undefined) return known;
    const bytes = this.#count * Uint32Array.BYTES_PER_ELEMENT;
    if (this.#bytes + bytes > this.#bytesMax) return null;
    this.#bytes += bytes;
    const latest = new Uint32Array(this.#count);
    this.#latest.set(key, latest);
    return latest;
  }
}
