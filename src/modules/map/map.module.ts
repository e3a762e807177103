// Being on a map: entering the world, walking, changing the line, and what a player sees of others. The maps are actors
// (`map-actor.ts`); what they know of roles they hear from the walkers of each process (`walkers.ts`).
import { serverFacts } from '../../actor/index.ts';
import { type Context, defineModule } from '../../gate/index.ts';
import { lineBoard, MapChangeFailedS2c, PlayerSelectRoleC2s, RoleChangeLineC2s } from '../lines/index.ts';
import { MAP_FAILURE } from '../lines/lines.failures.ts';
import { RenameResultS2c, RoleRenameC2s, roleBook } from '../roles/index.ts';
import { enterWorld, selectRole } from './entering.ts';
import { joinLine } from './line-join.ts';
import { KeyFrameC2s, MapCompleteC2s, MapFramesC2s, messages, RoleMoveC2s } from './map.messages.ts';
import { type MapSettings, mapSettings } from './map.settings.ts';
import { mapTables } from './map.tables.ts';
import { announcer, mapOfLine } from './map-actor.ts';
import { PRESENT_MS } from './map-limits.ts';
import { GameMaps, maps } from './maps.ts';
import { savePlace, TravelRules, travel, travelRules } from './travel.ts';
import { walker } from './walker-part.ts';
import { Walkers, walkers } from './walkers.ts';
import { badMoves, move } from './walking.ts';

type Gaming = Context<typeof mapTables, 'gaming', MapSettings>;

export const mapModule = defineModule({
  name: 'map',
  tables: mapTables,
  settings: mapSettings,
  messages,
  closeReasons: [badMoves],
  actors: [mapOfLine, walker],
  uses: [lineBoard, roleBook, serverFacts],
})
  .offer(maps, (scope) => new GameMaps((mapId) => scope.store.gameMap.get(mapId)))
  .offer(walkers, (scope) => new Walkers(scope, scope.use(serverFacts).counters))
  .offer(announcer, (scope) => scope.use(walkers))
  .offer(travelRules, () => new TravelRules())
  .on(PlayerSelectRoleC2s, selectRole)
  .hook('entering', enterWorld)
  .on(MapCompleteC2s, async (ctx) => {
    const role = ctx.use(walkers).find(ctx.role.id);
    // A client in the world may send it again, and then nothing changes.
    if (role === null || role.isOnMap || ctx.session.phase !== 'entering') return;
    if (await ctx.session.arrive()) ctx.use(walkers).arrive(role);
  })
  .on(RoleMoveC2s, move)
  .on(RoleChangeLineC2s, (ctx, { lineid }) => changeLine(ctx, lineid))
  .on(MapFramesC2s, (ctx, { on, bytesPerSecond }) => {
    const role = ctx.use(walkers).find(ctx.role.id);
    if (role === null) return;
    role.hasFrameNumbers = on;
    role.bytesPerSecond = Math.max(0, bytesPerSecond);
    ctx.use(walkers).requestFrames(role);
  })
  .on(KeyFrameC2s, (ctx) => {
    const role = ctx.use(walkers).find(ctx.role.id);
    if (role !== null) ctx.use(walkers).requestKey(role);
  })
  .on(RoleRenameC2s, async (ctx, { newname }) => {
    const request = { account: ctx.account.name, roleId: ctx.role.id, newName: newname };
    const outcome = await ctx.use(roleBook).renameByRight(ctx, request);
    if (typeof outcome === 'number') return void ctx.reply(RenameResultS2c, { errno: outcome });
    ctx.use(walkers).rename(ctx.role.id, outcome.name);
    ctx.session.renameRole(outcome.name);
    ctx.reply(RenameResultS2c, { errno: 0 });
  })
  .hook('left', (ctx) => {
    const all = ctx.use(walkers);
    const role = ctx.role === null ? null : all.find(ctx.role.id);
    if (role === null || role.session !== ctx.session) return;
    if (ctx.rows !== null) savePlace({ clock: ctx.clock, rows: ctx.rows, reply: () => {} }, role);
    all.remove(role);
  })
  .every(PRESENT_MS, (scope) => scope.use(walkers).tellPresent(), { inEachProcess: true });

async function changeLine(ctx: Gaming, lineId: number): Promise<void> {
  const all = ctx.use(walkers);
  const role = all.find(ctx.role.id);
  if (role === null || !role.isOnMap) return;
  const { mapId, x, y } = role;
  const to = { mapId, lineId, x, y };
  const code = ctx.use(travelRules).refusalOf(role, to);
  if (code !== 0) return void ctx.reply(MapChangeFailedS2c, { reasonid: code });
  const line = await joinLine(ctx, { roleId: ctx.role.id, mapId, lineId, mustBe: true });
  if (typeof line === 'string') return void ctx.reply(MapChangeFailedS2c, { reasonid: MAP_FAILURE.cannotEnter });
  if (!ctx.session.isClosing) travel(ctx, { walkers: all, walker: role }, { ...to, lineId: line.lineId });
}
