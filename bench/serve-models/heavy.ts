// A service that computes: it counts the primes below a number by division, some tenths of a millisecond for each
// request. It returns the request, so that the load of the other benchmarks can drive it.
import { defineService } from 'jadegate/services';
import { createLength16 } from 'jadegate/wire';

const BELOW = 12_000;

export default defineService({
  name: 'heavy',
  summary: 'counts primes for each frame, then sends it back',
  framing: createLength16({ payloadBytesMin: 2, payloadBytesMax: 1_000 }),
  answer: (reply) => (bytes, start, end) => {
    // The count depends on the request, so that no compiler removes it.
    const primes = countPrimes(BELOW + (bytes[start] ?? 0));
    reply(bytes, start, primes > 0 ? end : start);
  },
});

function countPrimes(below: number): number {
  let count = 0;
  for (let number = 2; number < below; number++) {
    let divisor = 2;
    while (divisor * divisor <= number && number % divisor !== 0) divisor++;
    if (divisor * divisor > number) count++;
  }
  return count;
}
