// Being on a map: what a client is sent on the way in, its answer that the map is loaded, and changing lines. Every way in is the
// same: 353 with the own role, 71 with its skills, 14 with the place; the client loads and answers 13.
import { assert } from '../../base/index.ts';
import { type Context, defineModule } from '../../gate/index.ts';
import { lineBoard, MapChangeFailedS2c, RoleChangeLineC2s, worldRoles } from '../lines/index.ts';
import { MAP_FAILURE } from '../lines/lines.failures.ts';
import { IsJackarooS2c, markPlayed } from '../roles/index.ts';
import { LearnedSkillS2c, MapCompleteC2s, ObjectUpdateS2c, RoleMapChangeS2c } from './map.messages.ts';
import { selfObject } from './self-object.ts';

export const mapModule = defineModule({ name: 'map', uses: [lineBoard, worldRoles] })
  .hook('entering', async (ctx) => {
    const role = ctx.use(worldRoles).find(ctx.role.id);
    assert(role !== null, 'a role that enters was loaded');
    if (role.row.playedMs === null) ctx.reply(IsJackarooS2c, {});
    sendPlace(ctx);
    await ctx.store.run(markPlayed, { roleId: ctx.role.id, nowMs: ctx.clock.wallMs() });
  })
  .on(MapCompleteC2s, async (ctx) => {
    // A client in the world may send it again, and then nothing changes.
    if (ctx.session.phase === 'entering') await ctx.session.arrive();
  })
  .on(RoleChangeLineC2s, (ctx, { lineid }) => {
    if (!ctx.use(lineBoard).move(ctx.role.id, lineid)) {
      ctx.reply(MapChangeFailedS2c, { reasonid: MAP_FAILURE.cannotEnter });
      return;
    }
    ctx.session.travel();
    sendPlace(ctx);
  });

function sendPlace(ctx: Context<unknown, 'entering' | 'gaming'>): void {
  const role = ctx.use(worldRoles).find(ctx.role.id);
  const lineId = ctx.use(lineBoard).lineOf(ctx.role.id);
  assert(role !== null && lineId !== null, 'a role in the world was loaded and is on a line');
  const { roleId, x, y, mapId } = role.row;
  ctx.reply(ObjectUpdateS2c, { deleteids: [], createAttrs: [selfObject(role)], changeAttrs: [] });
  const skills = role.skills.map(({ skillId, level }) => ({ skillid: skillId, level, lefttime: 0 }));
  ctx.reply(LearnedSkillS2c, { creatureid: roleId, skills });
  ctx.reply(RoleMapChangeS2c, { x, y, lineid: lineId, mapid: mapId });
}
