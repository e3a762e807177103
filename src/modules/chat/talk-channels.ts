// The channels that chat has itself: to the world, to one other, and to those who see the speaker.
import { ActorError, type ActorErrorCode } from '../../actor/index.ts';
import { findRoleOfName } from '../roles/index.ts';
import { nameKey } from '../roles/names/index.ts';
import { cleanText } from '../words/index.ts';
import { CHAT_FAILURE } from './chat.failures.ts';
import { type ChatS2c as ChatLine, ChatS2c } from './chat.messages.ts';
import type { ChatChannels, ChatContext, Spoken } from './chat-channels.ts';
import { NAME_BYTES_MAX } from './chat-limits.ts';
import { PRIVATE_FLAG } from './chat-line.ts';
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

/** Sends the line to the role of that name, or leaves it for its player. */
export async function deliverPrivately(talkers: Talkers, ctx: ChatContext, { line, to }: Spoken): Promise<number> {
  // The key of a text of any length would cost any time, and no database takes every text.
  const name = cleanText(to, { bytesMax: NAME_BYTES_MAX });
  const found = name.ok ? await findReceiver(talkers, ctx, nameKey(name.text)) : null;
  if (found === null) return CHAT_FAILURE.offLine;
  const { roleId, talker } = found;
  if (roleId === ctx.role.id) return CHAT_FAILURE.toYourself;
  // Who is ignored is not told of it.
  if (talker === null) {
    const failure = await leave(ctx, roleId, line);
    if (failure !== 0) return failure;
  } else if (!talker.ignored.has(ctx.role.id)) ctx.send(roleId, ChatS2c, line);
  ctx.reply(ChatS2c, { ...line, privateflag: PRIVATE_FLAG.toSpeaker, desroleid: roleId, desrolename: found.name });
  return 0;
}

interface Receiver {
  readonly roleId: bigint;
  readonly name: string;
  /** Null when it is not in the world. */
  readonly talker: Talker | null;
}

async function findReceiver(talkers: Talkers, ctx: ChatContext, key: string): Promise<Receiver | null> {
  const known = talkers.findName(key);
  const name = known === null ? null : currentName(ctx, known);
  if (known !== null && name !== null && nameKey(name) === key) return { roleId: known.roleId, name, talker: known };
  const row = await ctx.store.run(findRoleOfName, { nameKey: key });
  if (row === null) return null;
  const talker = talkers.find(row.roleId);
  // It was renamed while it was in the world.
  if (talker !== null) talkers.rename(talker, key);
  return { ...row, talker };
}

/** The name that the session of a role in the world has now. */
function currentName(ctx: ChatContext, { roleId }: Talker): string | null {
  return ctx.sessions({ roleId })[0]?.role?.name ?? null;
}

async function leave(ctx: ChatContext, roleId: bigint, line: ChatLine): Promise<number> {
  try {
    const answer = await ctx.actor(privateBox, roleId).leave({ line, atMs: ctx.clock.wallMs() });
    if (answer === 'off') return CHAT_FAILURE.offLine;
    return answer === 'full' ? CHAT_FAILURE.historyFull : 0;
  } catch (error) {
    // Another process plays it, or it was purged at this moment.
    if (error instanceof ActorError && AWAY.includes(error.code)) return CHAT_FAILURE.offLine;
    throw error;
  }
}
