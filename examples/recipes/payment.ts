// A payment provider reports a purchase over HTTP, and repeats its report until it hears an answer. The gold counts once, however
// often the report comes and whenever the server dies.
import { ActorError, defineModule, z } from 'jadegate';
import { bag } from './bag.ts';

const settings = z.object({ secret: z.string().min(32).describe('The secret that the payment provider signs with') });

export const payment = defineModule({ name: 'payment', settings }).route(
  'POST /paid',
  {
    auth: { hmacSha256: { header: 'x-signature', secret: (own) => own.secret } },
    body: z.object({
      order: z.string().min(1).max(64),
      roleId: z.coerce.bigint(),
      gold: z.coerce.bigint().positive().max(1_000_000n),
    }),
  },
  async (scope, { order, roleId, gold }) => {
    try {
      // The receipt of the order is in the same commit as the gold. A second report gets the answer of the first.
      const { gold: now } = await scope.actor(bag, roleId).credit({ gold }, { once: `paid:${order}` });
      return { status: 200, json: { gold: now } };
    } catch (error) {
      if (!(error instanceof ActorError)) throw error;
      // These will not succeed later: the provider need not repeat them.
      if (error.code === 'role-unknown' || error.code === 'once-mismatch') return { status: 422, text: error.code };
      return { status: 503, text: 'again, please' };
    }
  },
);
