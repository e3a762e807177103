// A leaderboard: the best, and my own rank, from memory. The rows are the truth; the order is made anew when the board wakes.
import { defineActor, defineModule } from 'jadegate';
import { bigint, defineTable, integer, text } from 'jadegate/store';
import { BoardTopC2s, BoardTopS2c, messages } from './board.messages.ts';

interface Place {
  readonly roleId: bigint;
  readonly score: number;
}

const score = defineTable({
  name: 'board_score',
  kind: 'actor',
  owner: text(),
  columns: { roleId: bigint(), score: integer() },
  key: ['roleId'],
});

const compare = (a: Place, b: Place): number => b.score - a.score || (a.roleId < b.roleId ? -1 : 1);

/** Where a place is in the order, or would be. */
function indexOf(order: readonly Place[], place: Place): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = order[middle];
    if (there !== undefined && there.roleId !== place.roleId && compare(there, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const board = defineActor({
  name: 'board',
  key: text(),
  tables: { score },
  state: (): { order: Place[] } => ({ order: [] }),
  idleMs: 3_600_000,
})
  .hook('started', (self) => {
    self.state.order = self.rows.score.list().toSorted(compare);
  })
  .on('report', (self, place: Place) => {
    const before = self.rows.score.get(place.roleId);
    if (before !== null && before.score >= place.score) return;
    self.rows.score.upsert(place);
    // An exception undoes rows and not `state`: change it last, when nothing can throw any more.
    const { order } = self.state;
    if (before !== null) order.splice(indexOf(order, before), 1);
    order.splice(indexOf(order, place), 0, place);
  })
  .on('top', (self, { roleId, count }: { readonly roleId: bigint; readonly count: number }) => {
    const own = self.rows.score.get(roleId);
    const { order } = self.state;
    return { ownRank: own === null ? 0 : indexOf(order, own) + 1, places: order.slice(0, Math.min(count, 100)) };
  });

export const boards = defineModule({ name: 'board', messages, actors: [board] }).on(
  BoardTopC2s,
  async (ctx, { season }) => {
    ctx.reply(BoardTopS2c, await ctx.actor(board, season).top({ roleId: ctx.role.id, count: 10 }));
  },
);
