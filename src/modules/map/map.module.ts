// Being on a map: what a client is told on the way in, its answer that the map is loaded, and changing lines. Every way in is the
// same: 353 with the own role, 71 with its skills, 14 with the place; the client loads and answers 13.
import { assert } from '../../base/index.ts';
import { type Context, defineModule, type GameModule } from '../../gate/index.ts';
import { type LineBoard, MAP_FAILURE, MapChangeFailedS2c, RoleChangeLineC2s, type WorldRoles } from '../lines/index.ts';
import { IsJackarooS2c, type RoleBook } from '../roles/index.ts';
import { LearnedSkillS2c, MapCompleteC2s, ObjectUpdateS2c, RoleMapChangeS2c } from './map.messages.ts';
import { selfObject } from './self-object.ts';

export interface MapDependencies {
  readonly roles: RoleBook;
  readonly world: WorldRoles;
  readonly board: LineBoard;
}

export function createMapModule(dependencies: MapDependencies): GameModule {
  const { roles, world, board } = dependencies;
  return defineModule({ name: 'map' })
    .hook('entering', async (ctx) => {
      const role = world.find(ctx.role.id);
      assert(role !== null, 'a role that enters was loaded');
      if (role.row.playedMs === null) ctx.reply(IsJackarooS2c, {});
      sendPlace(ctx);
      await roles.markPlayed(ctx.role.id);
    })
    .on(MapCompleteC2s, async (ctx) => {
      // Sent again in the world it says nothing new.
      if (ctx.session.phase === 'entering') await ctx.session.arrive();
    })
    .on(RoleChangeLineC2s, (ctx, { lineid }) => {
      if (!board.move(ctx.role.id, lineid)) {
        ctx.reply(MapChangeFailedS2c, { reasonid: MAP_FAILURE.cannotEnter });
        return;
      }
      ctx.session.travel();
      sendPlace(ctx);
    });

  function sendPlace(ctx: Context<unknown, 'entering' | 'gaming'>): void {
    const role = world.find(ctx.role.id);
    const lineId = board.lineOf(ctx.role.id);
    assert(role !== null && lineId !== null, 'a role in the world was loaded and is on a line');
    const { roleId, x, y, mapId } = role.row;
    ctx.reply(ObjectUpdateS2c, { deleteids: [], createAttrs: [selfObject(role)], changeAttrs: [] });
    const skills = role.skills.map(({ skillId, level }) => ({ skillid: skillId, level, lefttime: 0 }));
    ctx.reply(LearnedSkillS2c, { creatureid: roleId, skills });
    ctx.reply(RoleMapChangeS2c, { x, y, lineid: lineId, mapid: mapId });
  }
}
