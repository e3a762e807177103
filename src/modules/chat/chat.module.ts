// Chat: lines of players, each to those who hear its channel. The channels that need nothing else are here: the world, one other role,
// those nearby. Modules of groups and guilds add theirs to the registry, and so does a game.
import { defineOffer } from '../../actor/index.ts';
import { defineModule, type Scope } from '../../gate/index.ts';
import { banBook } from '../bans/index.ts';
import { nameKey } from '../roles/names/index.ts';
import { wordFilter } from '../words/index.ts';
import { ChatC2s, ChatS2c, messages } from './chat.messages.ts';
import { type ChatSettings, chatSettings } from './chat.settings.ts';
import { chatTables } from './chat.tables.ts';
import { CHANNEL, ChatChannels, chatChannels } from './chat-channels.ts';
import { chatTalkers, privateBox, takeWaiting } from './private-box.ts';
import { type SayParts, say } from './say.ts';
import { deliverNearby, deliverPrivately, deliverToWorld } from './talk-channels.ts';
import { Talkers } from './talkers.ts';

const sayParts = defineOffer<SayParts>('chat-say');

export const chatModule = defineModule({
  name: 'chat',
  messages,
  tables: chatTables,
  settings: chatSettings,
  actors: [privateBox],
  uses: [banBook, wordFilter],
})
  .offer(chatChannels, (scope) => createChannels(scope))
  .offer(chatTalkers, () => new Talkers())
  .offer(sayParts, (scope) => ({
    channels: scope.use(chatChannels),
    talkers: scope.use(chatTalkers),
    bans: scope.use(banBook),
    words: scope.use(wordFilter),
  }))
  .hook('arrived', async (ctx) => {
    const { rows, role, settings } = ctx;
    const now = { nowMs: ctx.clock.wallMs(), keepDays: settings.away.keepDays };
    const waiting = takeWaiting(rows.chatWaiting, now);
    for (const line of waiting) ctx.reply(ChatS2c, line);
    // From here on others may speak to it directly: what waited must have gone out before.
    if (waiting.length > 0) await ctx.commit();
    const ignored = new Set(rows.chatIgnored.list().map(({ ignoredId }) => ignoredId));
    ctx.use(chatTalkers).arrive(role.id, { nameKey: nameKey(role.name), ignored });
  })
  .hook('left', (ctx) => {
    if (ctx.role !== null) ctx.use(chatTalkers).leave(ctx.role.id, ctx.clock.monotonicMs());
  })
  .on(ChatC2s, (ctx, message) => say({ parts: ctx.use(sayParts), ctx, message }));

/** The channels of this module, with the limits of the settings. */
function createChannels(scope: Scope<typeof chatTables, ChatSettings>): ChatChannels {
  const { settings } = scope;
  const channels = new ChatChannels();
  const limits = ({ cooldownSeconds, levelMin }: ChatSettings['world']) => ({
    cooldownMs: Math.round(cooldownSeconds * 1_000),
    levelMin,
  });
  const nearby = { ...limits(settings.nearby), deliver: deliverNearby.bind(null, channels) };
  channels.add(CHANNEL.world, { name: 'world', ...limits(settings.world), deliver: deliverToWorld });
  channels.add(CHANNEL.nearby, { name: 'nearby', ...nearby });
  channels.add(CHANNEL.expression, { name: 'expression', ...nearby });
  channels.add(CHANNEL.private, {
    name: 'private',
    ...limits(settings.private),
    deliver: (ctx, spoken) => deliverPrivately(scope.use(chatTalkers), ctx, spoken),
  });
  return channels;
}
