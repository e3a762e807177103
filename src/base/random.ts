// Randomness as a parameter. A seeded generator replays a run; secrets come from `random-system.ts`.
import { assert } from './assert.ts';

const DRAWS = 2 ** 32;

export interface Random {
  /** A whole number in [0, bound). `bound` is from 1 to 2^32. */
  below(bound: number): number;
  /** `count` bytes. */
  bytes(count: number): Uint8Array;
}

/** True once in `outOf` draws. */
export function chance(random: Random, outOf: number): boolean {
  return random.below(outOf) === 0;
}

/** One element of a list that has at least one. */
export function pick<T>(random: Random, list: readonly T[]): T {
  assert(list.length > 0, 'there is something to pick from');
  return list[random.below(list.length)] as T;
}

/**
 * A generator that gives the same numbers for the same seed. Not for secrets. It is sfc32 (Chris Doty-Humphrey,
 * PractRand): 128 bits of state, 32 bits a draw.
 */
export class SeededRandom implements Random {
  readonly seed: number;
  #a: number;
  #b: number;
  #c = 0x9e3779b9;
  #counter = 1;

  constructor(seed: number) {
    this.seed = seed;
    this.#a = seed >>> 0;
    this.#b = Math.floor(seed / DRAWS) >>> 0;
    for (let round = 0; round < 15; round++) this.#draw();
  }

  below(bound: number): number {
    assert(bound >= 1 && bound <= DRAWS, 'a bound is from 1 to 2^32');
    // The bias of the multiply is below bound / 2^32, which is small enough for simulation, the only use of this class.
    return Math.floor((this.#draw() / DRAWS) * bound);
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let index = 0; index < count; index++) bytes[index] = this.#draw() & 0xff;
    return bytes;
  }

  #draw(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }
}
