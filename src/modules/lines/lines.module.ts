// Choosing a role and a line. A client may ask which lines there are (6) before or after it has a role, or not at all; it enters
// with 10. In the world, a role that has the right to another name uses it with 55. What the client is sent on the way into a map
// is the map module's. Who is on which line is kept by an actor for each map, `mapLines`.
import { defineOffer } from '../../actor/index.ts';
import { type Context, defineModule } from '../../gate/index.ts';
import { type LoadedRole, loadRole, ownerOf, RenameResultS2c, RoleRenameC2s, roleBook } from '../roles/index.ts';
import { LINE_ARGS, LINES_ARGS, listLines, setClosed } from './line-commands.ts';
import { LineCompanions, lineCompanions } from './line-companions.ts';
import { ActorLineDesk, lineDesk } from './line-desk.ts';
import { LineMoves, lineMoves } from './line-moves.ts';
import { LinePlayers, linePlayers } from './line-players.ts';
import { lineSettings } from './line-settings.ts';
import { MAP_FAILURE } from './lines.failures.ts';
import { MapChangeFailedS2c, PlayerSelectRoleC2s, RoleLineQueryC2s, RoleLineQueryOkS2c } from './lines.messages.ts';
import { linesTables } from './lines.tables.ts';
import { awakeLines, gameMaps, mapLines } from './map-lines.ts';
import { WorldRoles } from './world-roles.ts';

/** The roles in the world, as they were loaded. */
export const worldRoles = defineOffer<WorldRoles>('world-roles');

type ListingContext = Context<typeof linesTables, 'roleListing'>;

export const linesModule = defineModule({
  name: 'lines',
  tables: linesTables,
  settings: lineSettings,
  actors: [mapLines],
  uses: [roleBook],
})
  .offer(gameMaps, (scope) => ({ find: (mapId) => scope.store.gameMap.get(mapId) }))
  .offer(awakeLines, () => new Set())
  .offer(lineMoves, () => new LineMoves())
  .offer(linePlayers, (scope) => new LinePlayers(scope))
  .offer(lineCompanions, (scope) => new LineCompanions(scope))
  .offer(lineDesk, (scope) => new ActorLineDesk(scope.use(gameMaps), scope.use(lineCompanions)))
  .offer(worldRoles, () => new WorldRoles())
  .on(RoleLineQueryC2s, async (ctx, { mapid }) => {
    const lines = await ctx.use(lineDesk).shown(ctx, mapid);
    ctx.reply(RoleLineQueryOkS2c, {
      lines: lines.map(({ lineId, players }) => ({ lineid: lineId, rolecount: players })),
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
    if (ctx.role !== null) ctx.use(worldRoles).remove(ctx.role.id);
  })
  .command(
    'line-close',
    { help: 'closes a line of a map to newcomers and moves its players to others', args: LINE_ARGS },
    (scope, args) => setClosed(scope, args, true),
  )
  .command('line-open', { help: 'opens a closed line of a map again', args: LINE_ARGS }, (scope, args) =>
    setClosed(scope, args, false),
  )
  .command('lines', { help: 'lists the lines of maps, with players and state', args: LINES_ARGS }, listLines);

async function select(ctx: ListingContext, role: LoadedRole, wish: number): Promise<void> {
  const { roleId, name, mapId } = role.row;
  if (ctx.session.isClosing) return;
  const answer = await ctx.use(lineDesk).join(ctx, { mapId, roleId, wish });
  if (answer === 'no-such-map') {
    const advice = 'add the map, or let role_template begin new roles on another one';
    ctx.log.warn(`role ${roleId} cannot enter: its map ${mapId} is not in the table game_map; ${advice}`);
    return refuse(ctx, MAP_FAILURE.cannotEnter);
  }
  if (typeof answer === 'string') return refuse(ctx, MAP_FAILURE.cannotLogIn);
  ctx.use(worldRoles).add(role);
  await ctx.session.enter({ id: roleId, name });
}

function refuse(ctx: ListingContext, code: number): void {
  ctx.reply(MapChangeFailedS2c, { reasonid: code });
}
