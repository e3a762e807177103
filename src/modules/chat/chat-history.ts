// The last lines of something that outlives its players' sessions, such as a guild: a ring, by a key that the caller chooses. Whoever
// keeps one adds each line and shows the ring to those who arrive.
import { defineActor } from '../../actor/index.ts';
import { defineTable, integer, text } from '../../store/index.ts';
import type { ChatS2c } from './chat.messages.ts';
import { chatSettings } from './chat.settings.ts';
import { HISTORY_ANSWER_BYTES_MAX } from './chat-limits.ts';
import { lineColumns, lineOf, nextRow } from './line-row.ts';

const line = defineTable({
  name: 'chat_history',
  kind: 'actor',
  owner: text(),
  columns: { ...lineColumns, atMs: integer() },
  key: ['id'],
});

/** Bytes of a line besides its texts and details, as copied from actor to actor. */
const LINE_BYTES = 200;

/**
 * `scope.actor(chatHistory, 'guild/7').tell.add({ line, atMs })`. The key is the caller's, never a client's: each wakes an actor.
 */
export const chatHistory = defineActor({ name: 'chat-history', key: text(), tables: { line }, settings: chatSettings })
  .on('add', (self, { line: said, atMs }: { readonly line: ChatS2c; readonly atMs: number }) => {
    const { linesMax } = self.settings.history;
    const rows = self.rows.line;
    const kept = rows.list();
    for (const { id } of kept.slice(0, Math.max(0, kept.length + 1 - linesMax))) rows.delete(id);
    if (linesMax === 0) return;
    rows.insert({ ...nextRow(kept, said), atMs });
  })
  /** The lines, the oldest first; of very long ones the last that fit an answer. */
  .on('recent', (self): readonly { readonly line: ChatS2c; readonly atMs: number }[] => {
    const recent: { line: ChatS2c; atMs: number }[] = [];
    let bytesLeft = HISTORY_ANSWER_BYTES_MAX;
    for (const row of self.rows.line.list().toReversed()) {
      bytesLeft -= LINE_BYTES + row.text.length + row.fromName.length + row.details.length;
      if (bytesLeft < 0) break;
      recent.push({ line: lineOf(row), atMs: row.atMs });
    }
    return recent.reverse();
  })
  .on('clear', (self) => self.destroy());
