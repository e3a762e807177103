// Chat: lines of players, each to those who hear its channel. The channels that need nothing else are here: the world, one other role,
// those nearby. Modules of groups and guilds add theirs to the registry, and so does a game.
import { defineOffer, fromPlainBytes, serverFacts, toPlainBytes } from '../../actor/index.ts';
import { defineModule, gateDoor, type Scope } from '../../gate/index.ts';
import { banBook } from '../bans/index.ts';
import { roleWatchers } from '../roles/index.ts';
import { wordFilter } from '../words/index.ts';
import { ChatC2s, ChatIgnoreC2s, ChatIgnoredC2s, ChatS2c, messages } from './chat.messages.ts';
import { type ChatSettings, chatSettings } from './chat.settings.ts';
import { chatTables } from './chat.tables.ts';
import { CHANNEL, ChatChannels, chatChannels } from './chat-channels.ts';
import { addCommands } from './chat-commands.ts';
import { ChatCounts } from './chat-counts.ts';
import { chatHistory } from './chat-history.ts';
import { LOUDSPEAKER_BYTES_MAX, TEXT_BYTES_MAX } from './chat-limits.ts';
import { chatLine, IDENTITY } from './chat-line.ts';
import { findNearby } from './find-nearby.ts';
import { ignore, sendIgnored } from './ignore-list.ts';
import { loudspeaker } from './loudspeaker.ts';
import { chatNotices, Notices } from './notices.ts';
import { chatTalkers, privateBox, takeWaiting } from './private-box.ts';
import { type SayParts, say } from './say.ts';
import { deliverLoudly, deliverNearby, deliverPrivately, deliverToWorld } from './talk-channels.ts';
import { Talkers } from './talkers.ts';

type ChatScope = Scope<typeof chatTables, ChatSettings>;

const sayParts = defineOffer<SayParts>('chat-say');
/** Runs something once in the life of the process. */
const loudspeakerStart = defineOffer<(start: () => void) => void>('loudspeaker-start');

export const chatModule = defineModule({
  name: 'chat',
  messages,
  tables: chatTables,
  settings: chatSettings,
  actors: [privateBox, loudspeaker, chatHistory],
  uses: [banBook, gateDoor, wordFilter, serverFacts, roleWatchers],
})
  .offer(chatChannels, (scope) => createChannels(scope))
  .offer(chatTalkers, () => new Talkers())
  .offer(sayParts, (scope) => ({
    channels: scope.use(chatChannels),
    talkers: scope.use(chatTalkers),
    bans: scope.use(banBook),
    words: scope.use(wordFilter),
    counts: new ChatCounts(scope.use(serverFacts).counters),
  }))
  .offer(chatNotices, (scope) => new Notices(scope.clock, (text) => scroll(scope, text)))
  // Lines that a server left when it stopped are spoken when somebody is there to hear them.
  .offer(loudspeakerStart, once)
  .hook('started', (scope) => {
    const channels = scope.use(chatChannels);
    channels.findNearbyBy(findNearby);
    scope.use(banBook).nameChannels(() => channels.names());
    const talkers = scope.use(chatTalkers);
    scope.use(roleWatchers).add({ renamed: (roleId, name) => talkers.rename(roleId, name) });
    // Classic clients hear of a door that closes as they hear of everything that operators announce.
    const notices = scope.use(chatNotices);
    scope.use(gateDoor).onChange(({ text }) => {
      if (text !== null) notices.start({ text: fitting(text), times: 1, seconds: 0 });
    });
  })
  .hook('arrived', async (ctx) => {
    const { rows, role, settings } = ctx;
    const now = { nowMs: ctx.clock.wallMs(), keepDays: settings.away.keepDays };
    const waiting = takeWaiting(rows.chatWaiting, now);
    for (const line of waiting) ctx.reply(ChatS2c, line);
    // From here on others may speak to it directly: what waited must have gone out before.
    if (waiting.length > 0) await ctx.commit();
    ctx.use(chatTalkers).arrive(role.id, { name: role.name, ignored: ignoredIn(rows) });
    ctx.use(loudspeakerStart)(() => ctx.actor(loudspeaker, queueKeyOf(ctx)).tell.resume());
  })
  .hook('exported', (ctx) => {
    const coolDowns = ctx.role === null ? null : ctx.use(chatTalkers).save(ctx.role.id, ctx.clock.monotonicMs());
    return coolDowns === null ? null : toPlainBytes(coolDowns);
  })
  .hook('imported', (ctx, bytes) => {
    const { role, rows } = ctx;
    if (role === null || rows === null) return;
    const talkers = ctx.use(chatTalkers);
    talkers.arrive(role.id, { name: role.name, ignored: ignoredIn(rows) });
    // The hook above wrote it.
    talkers.restore(role.id, ctx.clock.monotonicMs(), fromPlainBytes(bytes) as readonly (readonly [number, number])[]);
  })
  .hook('left', (ctx) => {
    if (ctx.role !== null) ctx.use(chatTalkers).leave(ctx.role.id, ctx.clock.monotonicMs());
  })
  .hook('stopping', (scope) => scope.use(chatNotices).endAll())
  .on(ChatC2s, (ctx, message) => say({ parts: ctx.use(sayParts), ctx, message }))
  .on(ChatIgnoreC2s, ignore)
  .on(ChatIgnoredC2s, sendIgnored);

addCommands(chatModule);

function ignoredIn({ chatIgnored }: { readonly chatIgnored: IgnoredRows }): Set<bigint> {
  return new Set(chatIgnored.list().map(({ ignoredId }) => ignoredId));
}

interface IgnoredRows {
  list(): readonly { readonly ignoredId: bigint }[];
}

function once(): (start: () => void) => void {
  let isStarted = false;
  return (start) => {
    if (isStarted) return;
    isStarted = true;
    start();
  };
}

function scroll(scope: ChatScope, text: string): void {
  scope.broadcast(ChatS2c, chatLine({ type: CHANNEL.rollText, text, speaker: null, identity: IDENTITY.gm }));
}

/** As much of the text as a line may have. */
function fitting(text: string): string {
  const bytes = new TextEncoder().encode(text);
  // What is cut in the middle of a character is left out.
  return new TextDecoder().decode(bytes.subarray(0, TEXT_BYTES_MAX), { stream: true });
}

/** The channels of this module, with the limits of the settings. */
function createChannels(scope: ChatScope): ChatChannels {
  const { settings } = scope;
  const named = ['world', 'nearby', 'private', 'group', 'guild', 'loudspeaker'] as const;
  const limits = Object.fromEntries(
    named.map((name) => {
      const { cooldownSeconds, levelMin } = settings[name];
      return [name, { cooldownMs: Math.round(cooldownSeconds * 1_000), levelMin }];
    }),
  );
  const channels = new ChatChannels(limits);
  const nearby = deliverNearby.bind(null, channels);
  channels.add(CHANNEL.world, { name: 'world', deliver: deliverToWorld });
  channels.add(CHANNEL.nearby, { name: 'nearby', deliver: nearby });
  channels.add(CHANNEL.expression, { name: 'expression', ...limits['nearby'], deliver: nearby });
  channels.add(CHANNEL.private, {
    name: 'private',
    deliver: (ctx, spoken) => deliverPrivately(scope.use(chatTalkers), ctx, spoken),
  });
  const queue = { queueKey: queueKeyOf(scope), waitingMax: settings.loudspeaker.waitingMax };
  channels.add(CHANNEL.loudspeaker, {
    name: 'loudspeaker',
    textBytesMax: LOUDSPEAKER_BYTES_MAX,
    deliver: (ctx, { line }) => deliverLoudly(channels, ctx, { ...queue, line }),
  });
  return channels;
}

/** Processes with the same first server have one queue. */
function queueKeyOf(scope: ChatScope): number {
  return scope.use(serverFacts).serverIds[0] ?? 0;
}
