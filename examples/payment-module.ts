// A module with an HTTP route: a payment provider reports what a player has bought. It may report the same payment twice.
import { defineModule, z } from 'jadegate';
import { chat } from 'jadegate/messages';
import { bigint, defineTable, integer, StoreError, text } from 'jadegate/store';

const payment = defineTable({
  name: 'payment',
  kind: 'disc',
  columns: { id: text(), roleId: bigint(), gold: integer() },
  key: ['id'],
});

export const payments = defineModule({
  name: 'payments',
  tables: { payment },
  settings: z.object({ secret: z.string().describe('The secret that the payment provider signs with') }),
}).route(
  'POST /paid',
  {
    auth: { hmacSha256: { header: 'x-signature', secret: (settings) => settings.secret } },
    body: z.object({ id: z.string().max(64), roleId: z.coerce.bigint(), gold: z.int().positive() }),
  },
  async (scope, paid) => {
    try {
      await scope.store.payment.insert(paid);
    } catch (error) {
      if (error instanceof StoreError && error.code === 'unique-violation') return { status: 200, text: 'known' };
      throw error;
    }
    scope.send(paid.roleId, chat.ChatS2c, notice(`You bought ${paid.gold} gold.`));
    return { status: 201, json: { id: paid.id } };
  },
);

function notice(msginfo: string): chat.ChatS2c {
  const nobody = { serverid: 0, privateflag: 0, desroleid: 0n, desrolename: '', identity: 0, reptype: 0 };
  return { ...nobody, type: 5, msginfo, details: [] };
}
