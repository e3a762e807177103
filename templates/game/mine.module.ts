// The mine: all that the server does for it is declared here. A table, settings, the handler of a message, a periodic task, and a
// command for operators.
import { defineModule, defineRoleActor, z } from 'jadegate';
import { defineTable, integer } from 'jadegate/store';
import { DigC2s, DigResultS2c, MineNewsS2c, messages } from './mine.messages.ts';

/** The field is this many tiles wide and high. */
const FIELD_SIZE = 100;
/** How often players read the news. */
const NEWS_MS = 60_000;

/**
 * Ore that is left where a role has dug; a place without a row is untouched. A split table has a roleId column, and the rows of a
 * role are deleted with it. While the role plays, the rows of a live table are in memory.
 */
export const ore = defineTable({
  name: 'ore',
  kind: 'split',
  live: true,
  columns: { x: integer(), y: integer(), left: integer() },
  key: ['x', 'y'],
});

/** In jadegate.config.ts: `mine: { orePerPlace: 5 }`. In the environment: `JADEGATE_MINE_ORE_PER_PLACE=5`. */
const settings = z.object({
  orePerPlace: z.int().min(1).max(1_000).default(3).describe('Ore at a place where nobody has dug'),
  news: z.string().max(200).default('There is ore in the field.').describe('What players read each minute'),
});

/** What others can ask of a role, whether somebody plays it or not. */
const digger = defineRoleActor({ name: 'digger', tables: { ore } }).on('places', (self) => self.rows.ore.list());

export const mine = defineModule({ name: 'mine', messages, tables: { ore }, actors: [digger], settings })
  .on(DigC2s, (ctx, { x, y }) => {
    // The message has the right shape; whether it makes sense is for the game to decide.
    const isInField = x >= 0 && x < FIELD_SIZE && y >= 0 && y < FIELD_SIZE;
    const before = isInField ? (ctx.rows.ore.get(x, y)?.left ?? ctx.settings.orePerPlace) : 0;
    if (before === 0) {
      ctx.reply(DigResultS2c, { found: false, left: 0 });
      return;
    }
    const left = before - 1;
    // The next read sees the change at once. The answer goes out when the change survives a crash.
    ctx.rows.ore.upsert({ x, y, left });
    ctx.reply(DigResultS2c, { found: true, left });
  })
  .every(NEWS_MS, (scope) => {
    scope.broadcast(MineNewsS2c, { text: scope.settings.news });
  })
  .command(
    'mine-places',
    {
      help: 'says where a role has dug, and how much ore is left there',
      args: z.object({ roleId: z.coerce.bigint().describe('The role') }),
    },
    async (scope, { roleId }) => {
      const places = await scope.actor(digger, roleId).places();
      const lines = places.map(({ x, y, left }) => `${x},${y}: ${left} left`);
      return lines.length === 0 ? `role ${roleId} has dug nowhere` : lines.join('\n');
    },
  );
