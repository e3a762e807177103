// Lines: copies of the maps. A client may ask which lines there are (6) before or after it has a role, or not at all. What enters a
// line and leaves it is the map module's.
import { z } from 'zod';
import { defineOffer } from '../../actor/index.ts';
import { defineModule } from '../../gate/index.ts';
import { LineBoard } from './line-board.ts';
import { messages, RoleLineQueryC2s, RoleLineQueryOkS2c } from './lines.messages.ts';
import { linesTables } from './lines.tables.ts';

const settings = z.object({
  count: z.int().min(1).max(1_000).default(2).describe('Lines: copies of every map'),
  playersMax: z.int().min(1).max(1_000_000).default(2_000).describe('Players on one line'),
});

/** Which role is on which line. */
export const lineBoard = defineOffer<LineBoard>('lines');

export const linesModule = defineModule({ name: 'lines', tables: linesTables, settings, messages })
  .offer(lineBoard, ({ settings: { count, playersMax } }) => new LineBoard({ lineCount: count, playersMax }))
  .on(RoleLineQueryC2s, (ctx, { mapid }) => {
    const loads = ctx.store.gameMap.get(mapid) === null ? [] : ctx.use(lineBoard).loads();
    ctx.reply(RoleLineQueryOkS2c, {
      lines: loads.map(({ lineId, players }) => ({ lineid: lineId, rolecount: players })),
    });
  })
  .hook('left', (ctx) => {
    if (ctx.role !== null) ctx.use(lineBoard).leave(ctx.role.id);
  });
