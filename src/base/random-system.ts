// Unpredictable randomness: nonces, keys, tokens.
import { randomBytes, randomInt } from 'node:crypto';
import type { Random } from './random.ts';

export const systemRandom: Random = {
  below: (bound) => randomInt(bound),
  bytes: (count) => randomBytes(count),
};
