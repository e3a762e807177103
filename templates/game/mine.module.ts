// The server's answer when a player digs.
import { defineModule } from 'jadegate';
import { DigC2s, DigResultS2c, messages } from './mine.messages.ts';
import { ore } from './mine.tables.ts';

/** The field is this many tiles wide and high. */
const FIELD_SIZE = 100;
/** Ore at an untouched place. */
const ORE_AT_FIRST = 3;

export const mine = defineModule({ name: 'mine', messages, tables: { ore } }).on(DigC2s, async (ctx, { x, y }) => {
  // A message that arrives here has valid types; whether its values make sense is for the game to check.
  const isInField = x >= 0 && x < FIELD_SIZE && y >= 0 && y < FIELD_SIZE;
  const before = isInField ? (ctx.live.ore.get(x, y)?.left ?? ORE_AT_FIRST) : 0;
  if (before === 0) {
    ctx.reply(DigResultS2c, { found: false, left: 0 });
    return;
  }
  const left = before - 1;
  // Other code sees the change at once; when the promise resolves it survives a crash, and the player may be answered.
  await ctx.live.ore.upsert({ x, y, left });
  ctx.reply(DigResultS2c, { found: true, left });
});
