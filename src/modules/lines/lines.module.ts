// Choosing a role and a line. A client may ask which lines there are (6) before or after it has a role, or not at all; it enters
// with 10. In the world, a role that has the right to another name uses it with 55. What the client is sent on the way into a map
// is the map module's.
import { z } from 'zod';
import { defineOffer } from '../../actor/index.ts';
import { type Context, defineModule } from '../../gate/index.ts';
import { type LoadedRole, loadRole, ownerOf, RenameResultS2c, RoleRenameC2s, roleBook } from '../roles/index.ts';
import { LineBoard } from './line-board.ts';
import { MAP_FAILURE } from './lines.failures.ts';
import { MapChangeFailedS2c, PlayerSelectRoleC2s, RoleLineQueryC2s, RoleLineQueryOkS2c } from './lines.messages.ts';
import { linesTables } from './lines.tables.ts';
import { WorldRoles } from './world-roles.ts';

const settings = z.object({
  count: z.int().min(1).max(1_000).default(2).describe('Lines: copies of every map'),
  playersMax: z.int().min(1).max(1_000_000).default(2_000).describe('Players on one line'),
});

/** Which role is on which line. */
export const lineBoard = defineOffer<LineBoard>('lines');
/** The roles in the world, as they were loaded. */
export const worldRoles = defineOffer<WorldRoles>('world-roles');

type ListingContext = Context<typeof linesTables, 'roleListing'>;

export const linesModule = defineModule({ name: 'lines', tables: linesTables, settings, uses: [roleBook] })
  .offer(lineBoard, ({ settings: { count, playersMax } }) => new LineBoard({ lineCount: count, playersMax }))
  .offer(worldRoles, () => new WorldRoles())
  .on(RoleLineQueryC2s, (ctx, { mapid }) => {
    const loads = ctx.store.gameMap.get(mapid) === null ? [] : ctx.use(lineBoard).loads();
    ctx.reply(RoleLineQueryOkS2c, {
      lines: loads.map(({ lineId, players }) => ({ lineid: lineId, rolecount: players })),
    });
  })
  .on(PlayerSelectRoleC2s, async (ctx, { roleid, lineid }) => {
    const role = await ctx.store.run(loadRole, { ...ownerOf(ctx.account), roleId: roleid });
    if (role === null) {
      // Only a forged or badly outdated client selects a role that is not in its list.
      ctx.session.close('not-your-role');
      return;
    }
    await select(ctx, role, lineid);
  })
  .on(RoleRenameC2s, async (ctx, { newname }) => {
    const request = { account: ctx.account.name, roleId: ctx.role.id, newName: newname };
    const outcome = await ctx.use(roleBook).renameByRight(ctx, request);
    if (typeof outcome === 'number') return void ctx.reply(RenameResultS2c, { errno: outcome });
    ctx.use(worldRoles).rename(ctx.role.id, outcome.name);
    ctx.session.renameRole(outcome.name);
    ctx.reply(RenameResultS2c, { errno: 0 });
  })
  .hook('left', (ctx) => {
    if (ctx.role === null) return;
    ctx.use(lineBoard).leave(ctx.role.id);
    ctx.use(worldRoles).remove(ctx.role.id);
  });

async function select(ctx: ListingContext, role: LoadedRole, wish: number): Promise<void> {
  const { roleId, name, mapId } = role.row;
  if (ctx.store.gameMap.get(mapId) === null) {
    const advice = 'add the map, or let role_template begin new roles on another one';
    ctx.log.warn(`role ${roleId} cannot enter: its map ${mapId} is not in the table game_map; ${advice}`);
    return refuse(ctx, MAP_FAILURE.cannotEnter);
  }
  if (ctx.session.isClosing) return;
  if (ctx.use(lineBoard).join(roleId, wish) === null) return refuse(ctx, MAP_FAILURE.cannotLogIn);
  ctx.use(worldRoles).add(role);
  await ctx.session.enter({ id: roleId, name });
}

function refuse(ctx: ListingContext, code: number): void {
  ctx.reply(MapChangeFailedS2c, { reasonid: code });
}
