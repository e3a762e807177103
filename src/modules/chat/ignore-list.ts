// The roles whose private lines a player does not want to hear. The list is the player's alone: a speaker who is on it is not told.

import type { Context } from '../../gate/index.ts';
import { findRoleByName } from '../roles/index.ts';
import { nameKey } from '../roles/names/index.ts';
import { cleanText } from '../words/index.ts';
import { CHAT_FAILURE } from './chat.failures.ts';
import { ChatFailedS2c, type ChatIgnoreC2s, ChatIgnoredS2c } from './chat.messages.ts';
import type { ChatSettings } from './chat.settings.ts';
import type { chatTables } from './chat.tables.ts';
import { IGNORED_MAX, NAME_BYTES_MAX } from './chat-limits.ts';
import { chatTalkers } from './private-box.ts';

type OwnContext = Context<typeof chatTables, 'gaming', ChatSettings>;

export async function ignore(ctx: OwnContext, { rolename, on }: ChatIgnoreC2s): Promise<void> {
  const code = await change(ctx, rolename, on);
  if (code === 0) sendIgnored(ctx);
  else ctx.reply(ChatFailedS2c, { reasonid: code, cdtime: 0 });
}

export function sendIgnored(ctx: OwnContext): void {
  const roles = ctx.rows.chatIgnored
    .list()
    .map(({ ignoredId, ignoredName }) => ({ roleid: ignoredId, name: ignoredName }));
  ctx.reply(ChatIgnoredS2c, { roles });
}

async function change(ctx: OwnContext, rolename: string, isOn: boolean): Promise<number> {
  const name = cleanText(rolename, { bytesMax: NAME_BYTES_MAX });
  if (!name.ok) return CHAT_FAILURE.offLine;
  const key = nameKey(name.text);
  const rows = ctx.rows.chatIgnored;
  // By the name in the list: the role may have another by now, or be gone.
  const listed = rows.list().find(({ ignoredName }) => nameKey(ignoredName) === key)?.ignoredId;
  const found = listed === undefined ? await findRoleByName(ctx, name.text) : null;
  const ignoredId = listed ?? found?.roleId;
  if (ignoredId === undefined) return CHAT_FAILURE.offLine;
  if (ignoredId === ctx.role.id) return CHAT_FAILURE.toYourself;
  const talker = ctx.use(chatTalkers).find(ctx.role.id);
  if (!isOn) {
    rows.delete(ignoredId);
    talker?.ignored?.delete(ignoredId);
  } else if (rows.get(ignoredId) === null) {
    if (rows.list().length >= IGNORED_MAX) return CHAT_FAILURE.ignoredFull;
    rows.insert({ ignoredId, ignoredName: found?.name ?? name.text });
    if (talker !== null) talker.ignored = (talker.ignored ?? new Set()).add(ignoredId);
  }
  return 0;
}
