// The loudspeaker: lines to everybody, one after the other, with time between them. Lines that wait are rows, since they were paid for: a
// restart loses none. The line that is spoken is deleted in the commit that lets it out, so none is heard twice.
import { defineActor, type SelfOf } from '../../actor/index.ts';
import { defineTable, integer, type Rows } from '../../store/index.ts';
import { CHAT_FAILURE } from './chat.failures.ts';
import { ChatS2c } from './chat.messages.ts';
import { chatSettings } from './chat.settings.ts';
import { LOUDSPEAKER_OF_ONE_MAX } from './chat-limits.ts';
import { lineColumns, lineOf, nextRow } from './line-row.ts';

const line = defineTable({
  name: 'loudspeaker_line',
  kind: 'actor',
  owner: integer(),
  columns: lineColumns,
  key: ['id'],
});

const kind = defineActor({
  name: 'loudspeaker',
  key: integer(),
  tables: { line },
  settings: chatSettings,
  /** Whether a line was spoken so short a time ago that the next must wait. */
  state: () => ({ isPausing: false }),
});

/** By the first server id of the processes whose players hear it. */
export const loudspeaker = kind
  .hook('started', (self) => speak(self))
  .on('place', (self, said: ChatS2c): number => {
    const code = placeLine(self.rows.line, said, self.settings.loudspeaker.waitingMax);
    if (code === 0) speak(self);
    return code;
  })
  /** Something was placed, or may have been left by a server that stopped. */
  .on('resume', (self) => speak(self));

/** 0, or why there is no room. For `place`, and inside a `together` that takes the price. */
export function placeLine(rows: Rows<typeof line>, said: ChatS2c, waitingMax: number): number {
  const waiting = rows.list();
  const own = waiting.filter(({ fromId }) => fromId === said.desroleid).length;
  if (waiting.length >= waitingMax || own >= LOUDSPEAKER_OF_ONE_MAX) return CHAT_FAILURE.loudspeakerFull;
  rows.insert(nextRow(waiting, said));
  return 0;
}

/** Speaks the line whose turn it is, and the next after the gap: the timer runs on when nothing waits. */
function speak(self: SelfOf<typeof kind>): void {
  const [next] = self.rows.line.list();
  if (self.state.isPausing || next === undefined) return;
  self.rows.line.delete(next.id);
  self.broadcast(ChatS2c, lineOf(next));
  self.after(self.settings.loudspeaker.gapSeconds * 1_000, (later) => {
    later.state.isPausing = false;
    speak(later);
  });
  self.state.isPausing = true;
}
