// Being on a map: entering the world, walking, changing the line, and what a player sees of others. The maps are actors
// (`map-actor.ts`); what they know of roles they hear from the walkers of each process (`walkers.ts`).
import { serverFacts } from '../../actor/index.ts';
import { defineModule } from '../../gate/index.ts';
import {
  lineCompanions,
  lineDesk,
  lineMoves,
  linePlayers,
  lineRooms,
  MapChangeFailedS2c,
  PlayerSelectRoleC2s,
  RoleChangeLineC2s,
} from '../lines/index.ts';
import { RenameResultS2c, RoleRenameC2s, roleBook } from '../roles/index.ts';
import { changeLine } from './change-line.ts';
import { comeBack } from './coming-back.ts';
import { enterWorld, selectRole } from './entering.ts';
import { KeyFrameC2s, MapCompleteC2s, MapFramesC2s, messages, RoleMoveC2s } from './map.messages.ts';
import { mapSettings } from './map.settings.ts';
import { mapTables } from './map.tables.ts';
import { announcer, mapOfLine } from './map-actor.ts';
import { listWho, moveArgs, moveRole, whoArgs } from './map-commands.ts';
import { GameGround, mapFault, mapGround } from './map-ground.ts';
import { PRESENT_MS } from './map-limits.ts';
import { MapMaker, mapMaker } from './map-maker.ts';
import { exportWalker, importWalker, resync } from './moving.ts';
import { mapThings, ThingOwners } from './thing-owners.ts';
import { savePlace, TravelRules, travelRules } from './travel.ts';
import { walker } from './walker-part.ts';
import { Walkers, walkers } from './walkers.ts';
import { badMoves, move } from './walking.ts';

export const mapModule = defineModule({
  name: 'map',
  tables: mapTables,
  settings: mapSettings,
  messages,
  closeReasons: [badMoves],
  actors: [mapOfLine, walker],
  uses: [lineCompanions, lineDesk, lineMoves, linePlayers, lineRooms, roleBook, serverFacts],
})
  .offer(mapGround, (scope) => new GameGround((mapId) => scope.store.gameMap.get(mapId), scope.settings))
  .offer(walkers, (scope) => {
    const { counters } = scope.use(serverFacts);
    return new Walkers(scope, counters, (roleId) => scope.actor(walker, roleId).tell.reload());
  })
  .offer(announcer, (scope) => scope.use(walkers))
  .offer(mapMaker, () => new MapMaker())
  .offer(mapThings, () => new ThingOwners())
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
  .on(RoleChangeLineC2s, async (ctx, { lineid }) => {
    const role = ctx.use(walkers).find(ctx.role.id);
    if (role === null || !role.isOnMap) return;
    const code = await changeLine(ctx, role, lineid);
    if (code !== null) ctx.reply(MapChangeFailedS2c, { reasonid: code });
  })
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
  .hook('resumed', comeBack)
  .hook('resync', resync)
  .hook('exported', exportWalker)
  .hook('imported', importWalker)
  .hook('left', (ctx) => {
    const all = ctx.use(walkers);
    const role = ctx.role === null ? null : all.find(ctx.role.id);
    if (role === null || role.session !== ctx.session) return;
    if (ctx.rows !== null) savePlace({ clock: ctx.clock, rows: ctx.rows, reply: () => {} }, role);
    all.remove(role);
  })
  .command('map-who', { help: 'lists the roles on a map of a line', args: whoArgs }, listWho)
  .command('role-move', { help: 'puts a role somewhere, whether it is played or not', args: moveArgs }, moveRole)
  .hook('started', async (scope) => {
    await scope.use(mapMaker).load();
    scope.use(linePlayers).add((mapId) => scope.use(walkers).playersOn(mapId));
    scope.use(lineMoves).add((lines, { roleId, mapId, fromLineId, toLineId }) => {
      lines.actor(walker, roleId).tell.toLine({ mapId, fromLineId, toLineId });
    });
    for (const { mapId, width, height } of scope.store.gameMap.list({})) {
      const fault = mapFault({ width, height }, scope.settings);
      if (fault !== null) throw new Error(`map ${mapId} of the table game_map: ${fault}`);
    }
  })
  .every(PRESENT_MS, (scope) => scope.use(walkers).tellPresent(), { inEachProcess: true });
