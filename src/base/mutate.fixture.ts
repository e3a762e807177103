// Mutations of valid bytes, and places to cut them, for fuzzing of decoders.
import { chance, pick, type Random } from './random.ts';

const EDGES = [0x00, 0x01, 0x7e, 0x7f, 0x80, 0xfd, 0xfe, 0xff];

/** Makes up to `changesMax` changes: bytes are replaced, removed, inserted or repeated; sometimes none. */
export function mutate(random: Random, bytes: Uint8Array, changesMax = 3): Uint8Array {
  const list = [...bytes];
  for (let count = random.below(changesMax + 1); count > 0 && list.length > 0; count--) {
    const at = random.below(list.length);
    const kind = random.below(5);
    if (kind === 0) list.splice(at, 1 + random.below(4));
    else if (kind === 1) list.splice(at, 0, random.below(256));
    else if (kind === 2) list.splice(at, 0, ...list.slice(at, at + random.below(20)));
    else list[at] = kind === 3 ? random.below(256) : pick(random, EDGES);
  }
  return Uint8Array.from(list);
}

/** Where pieces of `length` bytes end, the last at `length`; often a piece is one byte long. */
export function cutsOf(random: Random, length: number): number[] {
  const cuts: number[] = [];
  const stepMax = chance(random, 3) ? 1 : chance(random, 2) ? 8 : Math.max(1, length);
  for (let at = 0; at < length; at += 1 + random.below(stepMax)) if (at > 0) cuts.push(at);
  return [...cuts, length];
}
