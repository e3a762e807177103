// What happens to a line that a player sent, step by step. Each step may refuse it with a code; nothing is dropped in silence. What
// costs most comes last: the word filter and the delivery see only lines that may be said. A line of a channel that delivers at once
// is done at once, and needs no turn of the role.
import { ActorError, isThenable } from '../../actor/index.ts';
import { BlockS2c } from '../../gate/gate.messages.ts';
import type { BanBook } from '../bans/index.ts';
import { cleanText, utf8BytesOf } from '../words/index.ts';
import { CHAT_FAILURE, type ChatFailure } from './chat.failures.ts';
import { type ChatC2s, ChatFailedS2c } from './chat.messages.ts';
import {
  CHANNEL,
  type ChatChannel,
  type ChatChannels,
  type ChatCommand,
  type ChatContext,
  type Waits,
} from './chat-channels.ts';
import type { ChatCounts } from './chat-counts.ts';
import { CHANNEL_BYTES_MAX, DETAILS_BYTES_MAX, DETAILS_COUNT_MAX } from './chat-limits.ts';
import { chatLine } from './chat-line.ts';
import type { Talker, Talkers } from './talkers.ts';

export interface SayParts {
  readonly channels: ChatChannels;
  readonly talkers: Talkers;
  readonly bans: Pick<BanBook, 'muteOf'>;
  readonly words: { mask(text: string): string };
  readonly counts: ChatCounts;
}

/** Why a line was not said. */
interface Refusal {
  readonly code: number;
  /** Until it may be said; 0 when time does not help. */
  readonly seconds: number;
}

/** What happens to one line. */
interface Saying {
  readonly parts: SayParts;
  readonly ctx: ChatContext;
  readonly message: ChatC2s;
}

/** `block_s2c` (421) of chat. */
const BLOCK_TYPE_CHAT = 2;

/** What a speaker is answered in channels that a client may not use, or that no module of this game has. */
const ABSENT: ReadonlyMap<number, ChatFailure> = new Map([
  [CHANNEL.nearby, CHAT_FAILURE.unavailable],
  [CHANNEL.group, CHAT_FAILURE.noGroup],
  [CHANNEL.system, CHAT_FAILURE.serverOnly],
  [CHANNEL.gm, CHAT_FAILURE.serverOnly],
  [CHANNEL.guild, CHAT_FAILURE.noGuild],
  [CHANNEL.rollText, CHAT_FAILURE.serverOnly],
  [CHANNEL.battle, CHAT_FAILURE.noBattle],
  [CHANNEL.expression, CHAT_FAILURE.unavailable],
]);

/** Says the line or runs the command, and answers the speaker if it was refused. Waits only if the channel does. */
export function say(saying: Saying): void | Promise<void> {
  const { parts, message } = saying;
  const refusal = message.msginfo.length > CHANNEL_BYTES_MAX ? refuse(CHAT_FAILURE.tooLong) : null;
  const command = refusal === null ? parts.channels.commandOf(message.msginfo) : null;
  const outcome = refusal ?? (command === null ? saySpoken(saying) : run(saying, command));
  if (isThenable(outcome)) return answerLater(saying, outcome);
  answer(saying, outcome);
}

async function answerLater(saying: Saying, outcome: Promise<Refusal | null>): Promise<void> {
  try {
    answer(saying, await outcome);
  } catch (error) {
    // A fault of the game's code ends the session, as in any handler. That an actor is busy or away is no fault.
    if (!(error instanceof ActorError) || error.code === 'actor-failed') throw error;
    const { log, role } = saying.ctx;
    log.warn(`a line was not said: ${error.message}`, { role: role.id, code: error.code });
    answer(saying, refuse(CHAT_FAILURE.unavailable));
  }
}

function answer({ parts, ctx }: Saying, refusal: Refusal | null): void {
  if (refusal === null) return;
  parts.counts.refused(refusal.code);
  ctx.reply(ChatFailedS2c, { reasonid: refusal.code, cdtime: refusal.seconds });
}

function refuse(code: number, seconds = 0): Refusal {
  return { code, seconds };
}

function run({ ctx, message }: Saying, command: ChatCommand): Waits<Refusal | null> {
  const words = message.msginfo.split(' ').filter((word) => word !== '');
  return settle(command(ctx, words), (code) => (code === 0 ? null : refuse(code)));
}

function saySpoken(saying: Saying): Waits<Refusal | null> {
  const { parts, ctx, message } = saying;
  const channel = parts.channels.find(message.type);
  if (channel === null) return refuse(ABSENT.get(message.type) ?? CHAT_FAILURE.unknownChannel);
  const talker = parts.talkers.find(ctx.role.id);
  if (talker === null) return refuse(CHAT_FAILURE.unavailable);
  const nowMs = ctx.clock.monotonicMs();
  const refusal = refusalOf(saying, channel) ?? refusalOfTime(talker, message, nowMs);
  if (refusal !== null) return refusal;
  const cleaned = cleanText(message.msginfo, { bytesMax: channel.textBytesMax });
  if (!cleaned.ok) return refuse(CHAT_FAILURE.empty);
  const line = chatLine({
    type: message.type,
    text: parts.words.mask(cleaned.text),
    speaker: { id: ctx.role.id, name: ctx.role.name, serverId: ctx.account.serverId },
    details: message.details,
    identity: parts.channels.identityOf(ctx),
    reptype: message.reptype,
  });
  return settle(channel.deliver(ctx, { line, to: message.desrolename }), (code) => {
    if (code !== 0) return refuse(code);
    parts.counts.said(channel.name);
    // A line that was refused costs no time.
    if (channel.cooldownMs > 0) talker.startCoolDown(message.type, nowMs + channel.cooldownMs);
    return null;
  });
}

/** Why the speaker cannot say this, however long it waits; except a mute, which comes first and ends by itself. */
function refusalOf({ parts, ctx, message }: Saying, channel: Required<ChatChannel>): Refusal | null {
  const mute = parts.bans.muteOf({ account: ctx.account.name, roleId: ctx.role.id }, channel.name);
  if (mute !== null) {
    ctx.reply(BlockS2c, { type: BLOCK_TYPE_CHAT, time: mute.seconds });
    return refuse(CHAT_FAILURE.muted, mute.seconds);
  }
  if (utf8BytesOf(message.msginfo) > channel.textBytesMax) return refuse(CHAT_FAILURE.tooLong);
  const { details } = message;
  if (details.length > DETAILS_COUNT_MAX || bytesOf(details) > DETAILS_BYTES_MAX) {
    return refuse(CHAT_FAILURE.detailsTooLarge);
  }
  return channel.levelMin > 1 && parts.channels.levelOf(ctx) < channel.levelMin
    ? refuse(CHAT_FAILURE.levelTooLow)
    : null;
}

function refusalOfTime(talker: Talker, { type }: ChatC2s, nowMs: number): Refusal | null {
  const seconds = talker.secondsLeft(type, nowMs);
  return seconds === 0 ? null : refuse(CHAT_FAILURE.coolDown, seconds);
}

function bytesOf(details: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const detail of details) bytes += detail.length;
  return bytes;
}

/** Goes on with the answer: at once, if it is there. */
function settle<T, R>(answered: Waits<T>, next: (value: T) => R): Waits<R> {
  return isThenable(answered) ? answered.then(next) : next(answered);
}
