// Which channels there are, by the `type` of a line, and what else a line can be: a command behind a prefix. Modules add theirs when they
// start. A channel decides who hears a line; limits, mutes, the word filter and the answer to the speaker are the same for all.
//
//   scope.use(chatChannels).add(21, {
//     name: 'trade',
//     deliver: (ctx, { line }) => {
//       for (const roleId of traders) ctx.send(roleId, ChatS2c, line);
//       return 0;
//     },
//   });
import { defineOffer, type Ref, type Share } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import type { Context } from '../../gate/index.ts';
import type { ChatS2c } from './chat.messages.ts';
import {
  CHANNEL_BYTES_MAX,
  CHANNEL_TYPE_MAX,
  CHANNELS_MAX,
  COOLDOWN_MS,
  PREFIXES_MAX,
  TEXT_BYTES_MAX,
} from './chat-limits.ts';
import type { loudspeaker } from './loudspeaker.ts';

export type Waits<T> = T | Promise<T>;

/** The types of the classic protocol. */
export const CHANNEL = {
  world: 1,
  nearby: 2,
  private: 3,
  group: 4,
  system: 5,
  gm: 6,
  guild: 7,
  rollText: 8,
  loudspeaker: 12,
  battle: 13,
  expression: 14,
} as const;

/** The context of the role that speaks: for sending, actors and replies. */
export type ChatContext = Context<unknown, 'gaming'>;

/** A line that may be said: cleaned, without words of the dictionary, within all limits. */
export interface Spoken {
  /** As the listeners are sent it. */
  readonly line: ChatS2c;
  /** What the speaker typed as the name of a receiver; empty in most channels. From a client: any text. */
  readonly to: string;
}

export interface ChatChannel {
  /** A word: for `do ban --what chat/NAME`, and the log. */
  readonly name: string;
  /** Bytes of UTF-8; 299 unless given. */
  readonly textBytesMax?: number;
  /** Time between two lines of a role. Unless given, that of the settings for a channel of this name, or 1,000. Milliseconds. */
  readonly cooldownMs?: number;
  /** Unless given, that of the settings for a channel of this name, or 1. */
  readonly levelMin?: number;
  /** Sends the line to those who hear it. 0, or the code of 142 that says why not. */
  readonly deliver: (ctx: ChatContext, spoken: Spoken) => Waits<number>;
}

/** Runs what stands behind a prefix. The answer is the code of 142, or 0. */
export type ChatCommand = (ctx: ChatContext, words: readonly string[]) => Waits<number>;

/** The roles that see the one that speaks; null when there is no map. */
export type FindNearby = (ctx: ChatContext) => Waits<readonly bigint[] | null>;

/**
 * Takes what a line by loudspeaker costs, in one step with its place in the queue: `place` gives 0, or the code that says why there is
 * none. The answer is 0 or a code of 142.
 *
 *   channels.chargeLoudspeakerBy((ctx, queue, place) =>
 *     ctx.together([queue, ctx.actor(bag, ctx.role.id)], (here, payer) => {
 *       const code = place(here);
 *       if (code !== 0) return code;
 *       return addItem(payer.rows, HORN, -1) ? 0 : rollback(CHAT_FAILURE.notPaid);
 *     }),
 *   );
 */
export type ChargeLoudspeaker = (
  ctx: ChatContext,
  queue: Ref<typeof loudspeaker>,
  place: (here: Share<Ref<typeof loudspeaker>>) => number,
) => Promise<number>;

/** What an operator has set for channels, by their names. */
export type ChannelLimits = Readonly<Record<string, { readonly cooldownMs: number; readonly levelMin: number }>>;

const NAME = /^[\w-]{1,32}$/;

export class ChatChannels {
  readonly #limits: ChannelLimits;
  readonly #channels = new Map<number, Required<ChatChannel>>();
  readonly #prefixes = new Map<string, ChatCommand>();
  #identify: (ctx: ChatContext) => number = () => 0;
  #findNearby: FindNearby = () => null;
  #charge: ChargeLoudspeaker | null = null;
  #levelOf: (ctx: ChatContext) => number = ({ session }) => session.place?.level ?? 1;

  constructor(limits: ChannelLimits = {}) {
    this.#limits = limits;
  }

  /** A channel that is there already is replaced. */
  add(type: number, { textBytesMax = TEXT_BYTES_MAX, cooldownMs, levelMin, ...channel }: ChatChannel): void {
    const isType = Number.isInteger(type) && type > 0 && type <= CHANNEL_TYPE_MAX;
    assert(isType, `the type of a channel is a number from 1 to ${CHANNEL_TYPE_MAX}, not ${type}`);
    assert(NAME.test(channel.name), `a channel's name is a word of at most 32 letters, not '${channel.name}'`);
    assert(textBytesMax > 0 && textBytesMax <= CHANNEL_BYTES_MAX, `a line has at most ${CHANNEL_BYTES_MAX} bytes`);
    assert(this.#channels.has(type) || this.#channels.size < CHANNELS_MAX, `there are ${CHANNELS_MAX} channels`);
    const limits = { cooldownMs: COOLDOWN_MS, levelMin: 1, ...this.#limits[channel.name] };
    this.#channels.set(type, {
      ...channel,
      textBytesMax,
      cooldownMs: cooldownMs ?? limits.cooldownMs,
      levelMin: levelMin ?? limits.levelMin,
    });
  }

  find(type: number): Required<ChatChannel> | null {
    return this.#channels.get(type) ?? null;
  }

  /** The names of all channels. */
  names(): readonly string[] {
    return [...this.#channels.values()].map(({ name }) => name);
  }

  /** A line that begins with `prefix` is a command: nobody hears it, whatever its channel. */
  addPrefix(prefix: string, run: ChatCommand): void {
    assert(/^[!-~]{1,8}$/.test(prefix), `a prefix has 1 to 8 signs or letters, not '${prefix}'`);
    assert(!this.#prefixes.has(prefix), `there are commands with '${prefix}' already`);
    assert(this.#prefixes.size < PREFIXES_MAX, `there are at most ${PREFIXES_MAX} prefixes`);
    this.#prefixes.set(prefix, run);
  }

  /** The command that a line is; null for a line to say. */
  commandOf(text: string): ChatCommand | null {
    for (const [prefix, run] of this.#prefixes) if (text.startsWith(prefix)) return run;
    return null;
  }

  /** What listeners are sent as `identity` of a speaker: 0 for players. */
  identifyBy(identify: (ctx: ChatContext) => number): void {
    this.#identify = identify;
  }

  /** Who hears a line nearby: the map says it. */
  findNearbyBy(find: FindNearby): void {
    this.#findNearby = find;
  }

  nearby(ctx: ChatContext): Waits<readonly bigint[] | null> {
    return this.#findNearby(ctx);
  }

  /** The level of a speaker, for channels that need one; that of its place unless a game says otherwise. */
  levelBy(levelOf: (ctx: ChatContext) => number): void {
    this.#levelOf = levelOf;
  }

  /** What a line by loudspeaker costs; nothing unless a game says it. */
  chargeLoudspeakerBy(charge: ChargeLoudspeaker): void {
    this.#charge = charge;
  }

  get loudspeakerCharge(): ChargeLoudspeaker | null {
    return this.#charge;
  }

  levelOf(ctx: ChatContext): number {
    return this.#levelOf(ctx);
  }

  identityOf(ctx: ChatContext): number {
    return this.#identify(ctx);
  }
}

/** The channels of a server: modules add theirs in `started`. */
export const chatChannels = defineOffer<ChatChannels>('chat-channels');
