// Unpredictable randomness of Web Crypto, which every runtime has: for browsers. Node's own (`random-system.ts`) costs less a draw.
import { assert } from './assert.ts';
import type { Random } from './random.ts';

const DRAWS = 2 ** 32;

export const webRandom: Random = {
  below(bound) {
    assert(bound >= 1 && bound <= DRAWS, 'a bound is from 1 to 2^32');
    // Draws beyond the last whole multiple of the bound would favour small numbers.
    const fair = DRAWS - (DRAWS % bound);
    for (;;) {
      const [draw = 0] = crypto.getRandomValues(new Uint32Array(1));
      if (draw < fair) return draw % bound;
    }
  },
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};
