// Gold and items of roles. The rules are functions over rows; this module sends them to the player, offers them to other modules,
// and has the operators' command.
import { z } from 'zod';
import { ActorError } from '../../actor/index.ts';
import { CommandRefused, defineModule } from '../../gate/index.ts';
import { bag, isEmpty } from './bag-part.ts';
import { changeBag, contentOf } from './bag-rules.ts';
import { BagContentS2c, BagQueryC2s, messages } from './bags.messages.ts';
import { bagsSettings } from './bags.settings.ts';
import { bagTables } from './bags.tables.ts';
import { goods, goodsOf } from './goods.ts';

const wholeNumber = z.string().regex(/^-?\d{1,19}$/, 'must be a whole number');

export const bagsModule = defineModule({
  name: 'bags',
  messages,
  tables: bagTables,
  settings: bagsSettings,
  actors: [bag],
  uses: [goods],
})
  .offer(goods, (scope) =>
    goodsOf(bag, (share, change) => {
      const answer = changeBag(share.rows, change, scope.settings);
      if (answer === 'done') share.tell.show();
      return answer;
    }),
  )
  .hook('arrived', (ctx) => {
    // Clients that know no bags, such as classic ones, read nothing until their role has goods.
    if (!isEmpty(ctx.rows)) ctx.reply(BagContentS2c, contentOf(ctx.rows));
  })
  .hook('resync', (ctx) => {
    if (ctx.rows !== null && !isEmpty(ctx.rows)) ctx.reply(BagContentS2c, contentOf(ctx.rows));
  })
  // All of it is rows.
  .hook('imported', () => {})
  .on(BagQueryC2s, (ctx) => {
    ctx.reply(BagContentS2c, contentOf(ctx.rows));
  })
  .command(
    'goods-give',
    {
      help: 'gives a role gold or items, or with numbers below 0 takes them',
      args: z.object({
        role: z
          .string()
          .regex(/^\d{1,16}$/, 'must be the number of a role')
          .describe('The role'),
        gold: wholeNumber.default('0').describe('Gold'),
        item: z.int().min(1).optional().describe('The item'),
        count: z.int().default(1).describe('Pieces of the item'),
        once: z.string().min(1).max(100).optional().describe('Repeats with the same words change nothing'),
      }),
    },
    async (scope, { role, gold, item, count, once }) => {
      const items = item === undefined ? [] : [{ id: item, count }];
      const gift = { roleId: BigInt(role), gold: BigInt(gold), items };
      const options = once === undefined ? {} : { once: `command:${once}` };
      const answer = await scope.use(goods).give(scope, gift, options).catch(unknownRole);
      if (answer !== 'done') throw new CommandRefused(`role ${role}: ${REFUSALS[answer]}`);
      scope.log.info('goods: given by an operator', { role, gold, item: item ?? 0, count });
      return `role ${role}: done`;
    },
  );

function unknownRole(error: unknown): 'unknown' {
  if (error instanceof ActorError && error.code === 'role-unknown') return 'unknown';
  throw error;
}

const REFUSALS = {
  unknown: 'there is no such role',
  lacking: 'it has not so much: nothing was changed',
  full: 'it would have more than it may: nothing was changed',
  malformed: 'no such item or number: nothing was changed',
} as const;
