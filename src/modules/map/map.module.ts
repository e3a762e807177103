// Being on a map: what a client is sent on the way in, its answer that the map is loaded, and changing lines. Every way in is the
// same: 353 with the own role, 71 with its skills, 14 with the place; the client loads and answers 13.
import { assert } from '../../base/index.ts';
import { type Context, defineModule } from '../../gate/index.ts';
import { lineDesk, MapChangeFailedS2c, RoleChangeLineC2s, worldRoles } from '../lines/index.ts';
import { MAP_FAILURE } from '../lines/lines.failures.ts';
import { IsJackarooS2c, type LoadedRole, markPlayed } from '../roles/index.ts';
import { LearnedSkillS2c, MapCompleteC2s, ObjectUpdateS2c, RoleMapChangeS2c } from './map.messages.ts';
import { selfObject } from './self-object.ts';

export const mapModule = defineModule({ name: 'map', uses: [lineDesk, worldRoles] })
  .hook('entering', async (ctx) => {
    const role = roleOf(ctx);
    if (role.row.playedMs === null) ctx.reply(IsJackarooS2c, {});
    const { mapId } = role.row;
    const answer = await ctx.use(lineDesk).join(ctx, { mapId, roleId: ctx.role.id, wish: 0, company: [] });
    if (typeof answer === 'string') {
      // The place that was kept has expired.
      ctx.reply(MapChangeFailedS2c, { reasonid: MAP_FAILURE.cannotLogIn });
      ctx.session.close('enter-timeout');
      return;
    }
    sendPlace(ctx, answer.lineId);
    await ctx.store.run(markPlayed, { roleId: ctx.role.id, nowMs: ctx.clock.wallMs() });
  })
  .on(MapCompleteC2s, async (ctx) => {
    // A client in the world may send it again, and then nothing changes.
    if (ctx.session.phase === 'entering') await ctx.session.arrive();
  })
  .on(RoleChangeLineC2s, async (ctx, { lineid }) => {
    const answer = await ctx.use(lineDesk).join(ctx, {
      mapId: roleOf(ctx).row.mapId,
      roleId: ctx.role.id,
      wish: lineid,
      mustBe: true,
    });
    if (typeof answer === 'string') return void ctx.reply(MapChangeFailedS2c, { reasonid: MAP_FAILURE.cannotEnter });
    ctx.session.travel();
    sendPlace(ctx, answer.lineId);
  });

function roleOf(ctx: Context<unknown, 'entering' | 'gaming'>): LoadedRole {
  const role = ctx.use(worldRoles).find(ctx.role.id);
  assert(role !== null, 'a role in the world was loaded');
  return role;
}

function sendPlace(ctx: Context<unknown, 'entering' | 'gaming'>, lineId: number): void {
  const role = roleOf(ctx);
  const { roleId, x, y, mapId } = role.row;
  ctx.reply(ObjectUpdateS2c, { deleteids: [], createAttrs: [selfObject(role)], changeAttrs: [] });
  const skills = role.skills.map(({ skillId, level }) => ({ skillid: skillId, level, lefttime: 0 }));
  ctx.reply(LearnedSkillS2c, { creatureid: roleId, skills });
  ctx.reply(RoleMapChangeS2c, { x, y, lineid: lineId, mapid: mapId });
}
