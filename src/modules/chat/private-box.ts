// What others can do to a role by private chat: leave a line for its player, who may be away. Lines that wait are rows of the role:
// they survive a crash, and are sent once, in their order, when the player comes back. Each speaker has a share of them, so that nobody
// fills a box for all others; beyond the whole bound the oldest line goes.
import { defineOffer, defineRoleActor, type RoleSelf } from '../../actor/index.ts';
import type { Rows } from '../../store/index.ts';
import { ChatS2c } from './chat.messages.ts';
import { type ChatSettings, chatSettings } from './chat.settings.ts';
import { chatIgnored, type chatTables, chatWaiting } from './chat.tables.ts';
import { WAITING_OF_ONE_MAX } from './chat-limits.ts';
import { lineOf, nextRow } from './line-row.ts';
import type { Talkers } from './talkers.ts';

/** Who is in the world, in this process. */
export const chatTalkers = defineOffer<Talkers>('chat-talkers');

interface Left {
  readonly line: ChatS2c;
  readonly atMs: number;
}

/** `said`: its player is here after all. */
type LeaveAnswer = 'said' | 'kept' | 'ignored' | 'full' | 'off';

type BoxSelf = RoleSelf<typeof chatTables, ChatSettings>;

export const privateBox = defineRoleActor({
  name: 'private-chat',
  tables: { chatWaiting, chatIgnored },
  settings: chatSettings,
}).on('leave', (self: BoxSelf, { line, atMs }: Left): LeaveAnswer => {
  if (self.rows.chatIgnored.get(line.desroleid) !== null) return 'ignored';
  if (self.use(chatTalkers).find(self.key) !== null) {
    self.reply(ChatS2c, line);
    return 'said';
  }
  return keep(self, { line, atMs });
});

function keep(self: BoxSelf, { line, atMs }: Left): LeaveAnswer {
  const { waitingMax, keepDays } = self.settings.away;
  const rows = self.rows.chatWaiting;
  if (waitingMax === 0) return 'off';
  forgetExpired(rows, { nowMs: atMs, keepDays });
  const waiting = rows.list();
  const own = waiting.filter(({ fromId }) => fromId === line.desroleid).length;
  if (own >= Math.min(WAITING_OF_ONE_MAX, waitingMax)) return 'full';
  const surplus = waiting.length + 1 - waitingMax;
  for (const { id } of waiting.slice(0, Math.max(0, surplus))) rows.delete(id);
  rows.insert({ ...nextRow(waiting, line), atMs });
  return 'kept';
}

type WaitingRows = Rows<typeof chatWaiting>;

function forgetExpired(
  rows: WaitingRows,
  { nowMs, keepDays }: { readonly nowMs: number; readonly keepDays: number },
): void {
  const keptFromMs = nowMs - keepDays * 86_400_000;
  for (const { id, atMs } of rows.list()) if (atMs < keptFromMs) rows.delete(id);
}

/** Takes the lines that wait, the oldest first. */
export function takeWaiting(rows: WaitingRows, now: { readonly nowMs: number; readonly keepDays: number }): ChatS2c[] {
  forgetExpired(rows, now);
  return rows.list().map((row) => {
    rows.delete(row.id);
    return lineOf(row);
  });
}
