// What the server does when a player digs.
import { defineModule } from 'jadegate';
import { DigC2s, DigResultS2c, messages } from './mine.messages.ts';
import { takeOre } from './mine.procedures.ts';
import { ore } from './mine.tables.ts';

/** The field is this many tiles wide and high. */
const FIELD_SIZE = 100;

export const mine = defineModule({ name: 'mine', messages, tables: { ore } }).on(DigC2s, async (ctx, { x, y }) => {
  // A message is of the right shape when it comes here; whether it makes sense is the game's to say.
  if (x < 0 || x >= FIELD_SIZE || y < 0 || y >= FIELD_SIZE) {
    ctx.reply(DigResultS2c, { found: false, left: 0 });
    return;
  }
  ctx.reply(DigResultS2c, await ctx.store.run(takeOre, { roleId: ctx.role.id, x, y }));
});
