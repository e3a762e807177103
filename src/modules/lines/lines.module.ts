// Choosing a role and a line. A client may ask which lines there are (6) before or after it has a role, or not at all; it enters
// with 10. In the world, a role that was given the right to another name uses it with 55. What it is told on the way into a map is the map module's.
import { type Context, defineModule, type GameModule } from '../../gate/index.ts';
import { type LoadedRole, RenameResultS2c, type RoleBook, RoleRenameC2s } from '../roles/index.ts';
import type { LineBoard } from './line-board.ts';
import { MapChangeFailedS2c, PlayerSelectRoleC2s, RoleLineQueryC2s, RoleLineQueryOkS2c } from './lines.messages.ts';
import type { WorldRoles } from './world-roles.ts';

/** Codes of `map_change_failed_s2c` (63). */
export const MAP_FAILURE = { cannotEnter: 10006, cannotLogIn: 10007 } as const;

export interface LinesDependencies {
  readonly roles: RoleBook;
  readonly world: WorldRoles;
  readonly board: LineBoard;
  /** Whether there is such a map. */
  readonly hasMap: (mapId: number) => boolean;
}

export function createLinesModule(dependencies: LinesDependencies): GameModule {
  const { roles, world, board, hasMap } = dependencies;
  return defineModule({ name: 'lines' })
    .on(RoleLineQueryC2s, (ctx, { mapid }) => {
      const loads = hasMap(mapid) ? board.loads() : [];
      ctx.reply(RoleLineQueryOkS2c, {
        lines: loads.map(({ lineId, players }) => ({ lineid: lineId, rolecount: players })),
      });
    })
    .on(PlayerSelectRoleC2s, async (ctx, { roleid, lineid }) => {
      const role = await roles.load({ account: ctx.account.name, serverId: ctx.account.serverId }, roleid);
      if (role === null) {
        // Only a forged or badly outdated client selects a role that is not in its list.
        ctx.session.close('not-your-role');
        return;
      }
      await select(ctx, role, lineid);
    })
    .on(RoleRenameC2s, async (ctx, { newname }) => {
      const owner = { account: ctx.account.name, serverId: ctx.account.serverId };
      const outcome = await roles.renameByRight(owner, ctx.role.id, newname);
      if (typeof outcome === 'number') return void ctx.reply(RenameResultS2c, { errno: outcome });
      world.rename(ctx.role.id, outcome.name);
      ctx.session.renameRole(outcome.name);
      ctx.reply(RenameResultS2c, { errno: 0 });
    })
    .hook('left', (ctx) => {
      if (ctx.role === null) return;
      board.leave(ctx.role.id);
      world.remove(ctx.role.id);
    });

  async function select(ctx: Context<unknown, 'roleListing'>, role: LoadedRole, wish: number): Promise<void> {
    const { roleId, name, mapId } = role.row;
    if (!hasMap(mapId)) return refuse(ctx, MAP_FAILURE.cannotEnter);
    if (ctx.session.isClosing) return;
    if (board.join(roleId, wish) === null) return refuse(ctx, MAP_FAILURE.cannotLogIn);
    world.add(role);
    await ctx.session.enter({ id: roleId, name });
  }
}

function refuse(ctx: Context<unknown, 'roleListing'>, code: number): void {
  ctx.reply(MapChangeFailedS2c, { reasonid: code });
}
