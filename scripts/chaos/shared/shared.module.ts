// The chaos game `shared`: roles trade, pay, bid and join guilds. Each deed is whole or not at all, and has effect once however often
// its order is repeated.
import { setTimeout } from 'node:timers/promises';
import { ActorError, type Context, defineModule, rollback, z } from '../../../src/index.ts';
import { bag } from './bag.ts';
import { book, buy, sell } from './books.ts';
import { guild, settings } from './guild.ts';
import { house } from './house.ts';
import { type DeedC2s as Deed, DeedC2s, DeedResultS2c, messages } from './shared.messages.ts';
import { bagTables } from './shared.tables.ts';

export const HOUSE = 'main';
const START_GOLD = 1_000n;
export const START_ITEMS = 5;
/** What the planted trade by two calls does in between. */
const BETWEEN_MS = 100;

export const shared = defineModule({
  name: 'shared',
  messages,
  tables: bagTables,
  actors: [bag, guild, house],
  settings,
})
  .hook('arrived', ({ rows, role }) => {
    if (rows.deed.get('start') !== null) return;
    book(rows, { id: 'start', gold: START_GOLD, parts: 1 });
    for (let at = 0; at < START_ITEMS; at++) rows.item.insert({ id: role.id * BigInt(START_ITEMS) + BigInt(at) });
  })
  .on(DeedC2s, async (ctx, deed) => {
    const answer = await answerOf(() => doDeed(ctx, deed));
    ctx.reply(DeedResultS2c, { order: deed.order, answer });
  })
  .route(
    'POST /paid',
    {
      auth: 'none',
      body: z.object({ order: z.string().max(64), roleId: z.coerce.bigint(), gold: z.coerce.bigint() }),
    },
    async (scope, { order, roleId, gold }) => {
      const options = scope.settings.bug === 'no-once' ? {} : { once: order };
      const answer = await answerOf(() => scope.actor(bag, roleId).credit({ order, gold }, options));
      return { status: answer === 'done' ? 200 : 503, text: answer };
    },
  )
  .route('GET /open', { auth: 'none', body: z.undefined() }, async (scope) => {
    return { status: 200, text: String(await scope.actor(house, HOUSE).openCount()) };
  });

type DeedContext = Context<typeof bagTables, 'gaming', z.output<typeof settings>>;
type Trade = Pick<Deed, 'order' | 'other' | 'gold'>;

async function doDeed(ctx: DeedContext, { order, kind, other, gold }: Deed): Promise<string> {
  const roleId = ctx.role.id;
  switch (kind) {
    case 'bid':
    case 'sell':
      return await ctx.actor(house, HOUSE)[kind]({ order, roleId, gold });
    case 'join':
      return await ctx.actor(guild, other).join({ order, roleId, fee: gold });
    case 'trade':
      return await (ctx.settings.bug === 'two-calls' ? tradeByTwoCalls : trade)(ctx, { order, other, gold });
    default:
      return 'refused';
  }
}

async function trade(ctx: DeedContext, { order, other, gold }: Trade): Promise<string> {
  const refs = [ctx.actor(bag, ctx.role.id), ctx.actor(bag, other)] as const;
  return await ctx.together(
    refs,
    (mine, theirs) => {
      const item = sell(mine.rows, { order, gold });
      if (item === null || !buy(theirs.rows, { order, gold, item })) return rollback('refused');
      return 'done';
    },
    { once: order },
  );
}

/** The planted mistake: what each call does is whole, and a crash parts the two. */
async function tradeByTwoCalls(ctx: DeedContext, { order, other, gold }: Trade): Promise<string> {
  const item = sell(ctx.rows, { order, gold });
  if (item === null) return 'refused';
  await ctx.commit();
  await setTimeout(BETWEEN_MS);
  return await ctx.actor(bag, other).buy({ order, gold, item }, { once: order });
}

/** Whatever goes wrong, the order may be sent again. */
async function answerOf(run: () => Promise<string>): Promise<string> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ActorError) return `again: ${error.code}`;
    throw error;
  }
}
