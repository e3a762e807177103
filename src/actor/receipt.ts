// The receipt of a call with `once`: it names the call and keeps its answer, and commits with the effect.
import { createHash } from 'node:crypto';
import type { Receipt } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import { RECEIPT_BYTES_MAX } from './limits.ts';
import { decodePlain, encodePlain } from './plain-json.ts';

/** Characters of the hash of arguments: 96 bits, of one owner's calls with one key. */
const HASH_LENGTH = 24;

export interface CallReceipt {
  /** The answer of an earlier call; throws `once-mismatch` when it was another one. */
  answerOf(found: Receipt, owner: string): unknown;
  /** Throws `args-too-big`. */
  write(once: string, answer: unknown, atMs: number): Receipt;
}

export function receiptOf(what: string, args: unknown): CallReceipt {
  const hash = createHash('sha256').update(encodePlain(args)).digest('hex').slice(0, HASH_LENGTH);
  const call = `${what} ${hash}`;
  return {
    answerOf(found, owner) {
      if (found.call === call) return decodePlain(found.answer);
      const message = `${owner}: the key '${found.once}' was used for ${found.call.split(' ')[0]} before, or with other arguments; a key names one call`;
      throw new ActorError('once-mismatch', message);
    },
    write(once, answer, atMs) {
      const text = encodePlain(answer);
      if (Buffer.byteLength(text) > RECEIPT_BYTES_MAX) {
        throw new ActorError(
          'args-too-big',
          `${what}: the answer of a call with \`once\` has at most ${RECEIPT_BYTES_MAX} bytes`,
        );
      }
      return { once, call, answer: text, atMs };
    },
  };
}
