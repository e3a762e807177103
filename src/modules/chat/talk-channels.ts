// The channels that chat has itself: to the world, to one other, and to those who see the speaker.
import { ActorError, type ActorErrorCode } from '../../actor/index.ts';
import { findRoleByName } from '../roles/index.ts';
import { nameKey } from '../roles/names/index.ts';
import { cleanText } from '../words/index.ts';
import { CHAT_FAILURE } from './chat.failures.ts';
import { type ChatS2c as ChatLine, ChatS2c } from './chat.messages.ts';
import type { ChatChannels, ChatContext, Spoken } from './chat-channels.ts';
import { NAME_BYTES_MAX } from './chat-limits.ts';
import { PRIVATE_FLAG } from './chat-line.ts';
import { loudspeaker, placeLine } from './loudspeaker.ts';
import { privateBox } from './private-box.ts';
import type { Talker, Talkers } from './talkers.ts';

/** Why a role cannot be reached at the moment. */
const AWAY: readonly ActorErrorCode[] = ['actor-busy', 'actor-start-failed', 'lease-lost', 'role-unknown'];

export function deliverToWorld(ctx: ChatContext, { line }: Spoken): number {
  ctx.broadcast(ChatS2c, line);
  return 0;
}

/** To the speaker and to those who see it. */
export async function deliverNearby(channels: ChatChannels, ctx: ChatContext, { line }: Spoken): Promise<number> {
  const roleIds = await channels.nearby(ctx);
  if (roleIds === null) return CHAT_FAILURE.unavailable;
  ctx.reply(ChatS2c, line);
  for (const roleId of roleIds) if (roleId !== ctx.role.id) ctx.send(roleId, ChatS2c, line);
  return 0;
}

/** Gives the line a place in the queue, in one step with its price. */
export function deliverLoudly(
  channels: ChatChannels,
  ctx: ChatContext,
  said: { readonly line: ChatLine; readonly queueKey: number; readonly waitingMax: number },
): Promise<number> {
  const { line, queueKey, waitingMax } = said;
  const queue = ctx.actor(loudspeaker, queueKey);
  const charge = channels.loudspeakerCharge;
  if (charge === null) return queue.place(line);
  return charge(ctx, queue, (here) => {
    const code = placeLine(here.rows.line, line, waitingMax);
    if (code === 0) here.tell.resume();
    return code;
  });
}

/** Sends the line to the role of that name, or leaves it for its player. */
export async function deliverPrivately(talkers: Talkers, ctx: ChatContext, { line, to }: Spoken): Promise<number> {
  // The key of a text of any length would cost any time, and no database takes every text.
  const name = cleanText(to, { bytesMax: NAME_BYTES_MAX });
  const found = name.ok ? await findReceiver(talkers, ctx, name.text) : null;
  if (found === null) return CHAT_FAILURE.offLine;
  const { roleId, talker } = found;
  if (roleId === ctx.role.id) return CHAT_FAILURE.toYourself;
  // Who is ignored is not told of it.
  if (talker === null) {
    const failure = await leave(ctx, roleId, line);
    if (failure !== 0) return failure;
  } else if (talker.ignored?.has(ctx.role.id) !== true) ctx.send(roleId, ChatS2c, line);
  ctx.reply(ChatS2c, { ...line, privateflag: PRIVATE_FLAG.toSpeaker, desroleid: roleId, desrolename: found.name });
  return 0;
}

interface Receiver {
  readonly roleId: bigint;
  readonly name: string;
  /** Null when it is not in the world. */
  readonly talker: Talker | null;
}

async function findReceiver(talkers: Talkers, ctx: ChatContext, name: string): Promise<Receiver | null> {
  const known = talkers.findName(nameKey(name));
  if (known !== null) return { roleId: known.roleId, name: known.name, talker: known };
  const role = await findRoleByName(ctx, name);
  // Meanwhile it may have arrived.
  return role === null ? null : { roleId: role.roleId, name: role.name, talker: talkers.find(role.roleId) };
}

async function leave(ctx: ChatContext, roleId: bigint, line: ChatLine): Promise<number> {
  try {
    const answer = await ctx.actor(privateBox, roleId).leave({ line, atMs: ctx.clock.wallMs() });
    if (answer === 'off') return CHAT_FAILURE.offLine;
    return answer === 'full' ? CHAT_FAILURE.historyFull : 0;
  } catch (error) {
    // Another process plays it, or it was purged at this moment.
    if (error instanceof ActorError && isAway(error)) return CHAT_FAILURE.offLine;
    throw error;
  }
}

/** A call that has certainly not run within its deadline: another process plays the role, which a call does not end. */
function isAway({ code, mayHaveRun }: ActorError): boolean {
  return AWAY.includes(code) || (code === 'actor-deadline' && !mayHaveRun);
}
