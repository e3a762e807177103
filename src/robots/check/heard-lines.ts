// Which robots of one process heard which line of chat: a bit for each robot and line. A line is known by the tag at its beginning,
// `r12-34-5678`: the 34th line of robot 12, said 5,678 ms after the beginning of the run.
import { HEARD_BYTES_MAX } from './limits.ts';

/** The bits of a line, as one process sends them to the other. */
export interface HeardData {
  readonly firstNumber: number;
  readonly count: number;
  readonly lines: readonly (readonly [key: number, bits: Uint8Array])[];
  readonly unchecked: number;
}

/** Lines of one robot that a key tells apart. */
const SEQUENCES = 2 ** 20;
const TAG = /^r(\d{1,7})-(\d{1,6})-(\d{1,10})(?: |$)/;

/** A line that a robot said, as its tag says. */
export interface TaggedLine {
  readonly key: number;
  readonly robot: number;
  /** From 1. */
  readonly sequence: number;
  /** When it was said, in milliseconds of the run. */
  readonly atMs: number;
}

export function lineTag(robot: number, sequence: number, atMs: number): string {
  return `r${robot}-${sequence}-${Math.max(0, Math.round(atMs))}`;
}

export function lineKey(robot: number, sequence: number): number {
  return robot * SEQUENCES + sequence;
}

/** Null for a text that no robot said. */
export function readTag(text: string): TaggedLine | null {
  const [, robot, sequence, atMs] = TAG.exec(text) ?? [];
  if (robot === undefined) return null;
  const said = { robot: Number(robot), sequence: Number(sequence), atMs: Number(atMs) };
  return { key: lineKey(said.robot, said.sequence), ...said };
}

export class HeardLines {
  readonly #firstNumber: number;
  readonly #count: number;
  readonly #bytesMax: number;
  readonly #lines = new Map<number, Uint8Array>();
  #bytes = 0;
  #unchecked = 0;

  /** For the robots of one process: `count` numbers from `firstNumber`. */
  constructor(robots: { readonly firstNumber: number; readonly count: number; readonly bytesMax?: number }) {
    this.#firstNumber = robots.firstNumber;
    this.#count = robots.count;
    this.#bytesMax = robots.bytesMax ?? HEARD_BYTES_MAX;
  }

  static of(data: HeardData): HeardLines {
    const heard = new HeardLines(data);
    for (const [key, bits] of data.lines) heard.#lines.set(key, bits);
    heard.#unchecked = data.unchecked;
    return heard;
  }

  /** Lines that came when the memory was full. */
  get unchecked(): number {
    return this.#unchecked;
  }

  /** False when the robot heard the line before. */
  hear(robot: number, key: number): boolean {
    const bits = this.#lines.get(key) ?? this.#begin(key);
    if (bits === null) return true;
    const index = robot - this.#firstNumber;
    const bit = 1 << (index & 7);
    const before = bits[index >> 3] ?? 0;
    bits[index >> 3] = before | bit;
    return (before & bit) === 0;
  }

  has(robot: number, key: number): boolean {
    const index = robot - this.#firstNumber;
    if (index < 0 || index >= this.#count) return false;
    return (((this.#lines.get(key)?.[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
  }

  /** False where the memory was full when the line came: nothing is known about it. */
  isKnown(key: number): boolean {
    return this.#unchecked === 0 || this.#lines.has(key);
  }

  data(): HeardData {
    const lines = [...this.#lines];
    return { firstNumber: this.#firstNumber, count: this.#count, lines, unchecked: this.#unchecked };
  }

  #begin(key: number): Uint8Array | null {
    const bytes = Math.ceil(this.#count / 8);
    if (this.#bytes + bytes > this.#bytesMax) {
      this.#unchecked++;
      return null;
    }
    this.#bytes += bytes;
    const bits = new Uint8Array(bytes);
    this.#lines.set(key, bits);
    return bits;
  }
}
