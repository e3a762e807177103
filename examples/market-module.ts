// A channel of the game's own: the market. `/market` enters and leaves it, and only those in it hear it. The loudspeaker costs a horn.
import { CHAT_FAILURE, chatChannels, defineActor, defineModule, goods, rollback } from 'jadegate';
import { chat } from 'jadegate/messages';
import { text } from 'jadegate/store';

export const MARKET = 21;
export const HORN = 9;
/** In 142: a game's own codes are below 10000. */
export const NOT_AT_THE_MARKET = 1_001;

export const market = defineActor({ name: 'market', key: text() })
  .on('enterOrLeave', (self, { roleId }: { readonly roleId: bigint }) => {
    if (self.members.has(roleId)) self.members.remove(roleId);
    else self.members.add(roleId);
  })
  .on('say', (self, line: chat.ChatS2c) => {
    if (!self.members.has(line.desroleid)) return NOT_AT_THE_MARKET;
    self.members.send(chat.ChatS2c, line);
    return 0;
  });

export const markets = defineModule({ name: 'market', actors: [market], uses: [chatChannels, goods] }).hook(
  'started',
  (scope) => {
    const channels = scope.use(chatChannels);
    channels.add(MARKET, {
      name: 'market',
      cooldownMs: 5_000,
      deliver: (ctx, { line }) => ctx.actor(market, 'all').say(line),
    });
    channels.addPrefix('/market', async (ctx) => {
      await ctx.actor(market, 'all').enterOrLeave({ roleId: ctx.role.id });
      return 0;
    });
    channels.chargeLoudspeakerBy((ctx, queue, place) => {
      const bags = scope.use(goods);
      // The line's place and its price are one change: both, or neither.
      return ctx.together([queue, bags.of(ctx, ctx.role.id)], (here, bag) => {
        const code = place(here);
        if (code !== 0) return code;
        const taken = bags.change(bag, { items: [{ id: HORN, count: -1 }] });
        return taken === 'done' ? 0 : rollback(CHAT_FAILURE.notPaid);
      });
    });
  },
);
