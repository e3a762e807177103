// What the server does when a player digs.
import { defineModule } from 'jadegate';
import { DigC2s, DigResultS2c, messages } from './mine.messages.ts';
import { ore } from './mine.tables.ts';

/** The field is this many tiles wide and high. */
const FIELD_SIZE = 100;
/** Ore at a place where nobody has dug. */
const ORE_AT_FIRST = 3;

export const mine = defineModule({ name: 'mine', messages, tables: { ore } }).on(DigC2s, async (ctx, { x, y }) => {
  // A message is of the right shape when it comes here; whether it makes sense is the game's to say.
  const isInField = x >= 0 && x < FIELD_SIZE && y >= 0 && y < FIELD_SIZE;
  const before = isInField ? (ctx.live.ore.get(x, y)?.left ?? ORE_AT_FIRST) : 0;
  if (before === 0) {
    ctx.reply(DigResultS2c, { found: false, left: 0 });
    return;
  }
  const left = before - 1;
  // Seen at once by whoever reads it; when the promise resolves it survives a crash, and the player may be told.
  await ctx.live.ore.upsert({ x, y, left });
  ctx.reply(DigResultS2c, { found: true, left });
});
