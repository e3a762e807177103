// Entering the world with a role (10): its place is read, a line of its map joined, and its client sent there. Each refusal takes the
// session back to the list of roles.
import type { Context } from '../../gate/index.ts';
import { lineCompanions, lineDesk, lineRooms, MapChangeFailedS2c, type PlayerSelectRoleC2s } from '../lines/index.ts';
import { MAP_FAILURE } from '../lines/lines.failures.ts';
import { IsJackarooS2c, type LoadedRole, loadRole, markPlayed, ownerOf } from '../roles/index.ts';
import type { MapSettings } from './map.settings.ts';
import type { mapTables } from './map.tables.ts';
import { isOnMap, type MapRow, mapGround } from './map-ground.ts';
import { savePlace, sendPlace } from './travel.ts';
import { type PlaceRow, Walker } from './walker.ts';
import { walkers } from './walkers.ts';

type Entering = Context<typeof mapTables, 'entering', MapSettings>;
type Listing = Context<typeof mapTables, 'roleListing', MapSettings>;

/** The player has chosen a role. */
export async function selectRole(ctx: Listing, { roleid, lineid }: PlayerSelectRoleC2s): Promise<void> {
  const role = await ctx.store.run(loadRole, { ...ownerOf(ctx.account), roleId: roleid });
  if (role === null) {
    // Only a forged or badly outdated client selects a role that is not in its list.
    ctx.session.close('not-your-role');
    return;
  }
  // Asked before the role has a turn: the answer may need a turn of the role itself.
  const company = await ctx.use(lineCompanions).of(ctx, roleid);
  if (ctx.session.isClosing) return;
  ctx.use(walkers).choose(ctx.session, { role, wish: lineid, company });
  await ctx.session.enter({ id: role.row.roleId, name: role.row.name });
}

/** The session has the role: finds its place, and sends the client there. */
export async function enterWorld(ctx: Entering): Promise<void> {
  const all = ctx.use(walkers);
  const chosen = all.takeChosen(ctx.session);
  const role = chosen?.role ?? (await ctx.store.run(loadRole, { ...ownerOf(ctx.account), roleId: ctx.role.id }));
  // Deleted since, or never there: another module may have let the session enter.
  if (role === null) return refuse(ctx, MAP_FAILURE.cannotEnter);
  const spot = spotOf(ctx, role);
  if (spot === null) return refuse(ctx, MAP_FAILURE.cannotEnter);
  const { wish = 0, company = [] } = chosen ?? {};
  const line = await ctx.use(lineDesk).join(ctx, { roleId: ctx.role.id, mapId: spot.mapId, wish, company });
  if (typeof line === 'string') {
    if (line !== 'full' || !waitForLine(ctx, role, { mapId: spot.mapId, wish, company })) {
      refuse(ctx, MAP_FAILURE.cannotLogIn);
    }
    return;
  }
  if (ctx.session.isClosing) return;
  const place = { ...spot, lineId: line.lineId };
  const walker = new Walker(ctx.session, role, { place, nowMs: ctx.clock.monotonicMs() });
  all.add(walker);
  ctx.session.setPlace(walker);
  savePlace(ctx, walker);
  if (role.row.playedMs === null) ctx.reply(IsJackarooS2c, {});
  sendPlace(ctx, walker);
  await ctx.store.run(markPlayed, { roleId: ctx.role.id, nowMs: ctx.clock.wallMs() });
}

/** Every line is full: it goes back to the list of roles, and enters by itself when there is a place. False when it may not wait. */
function waitForLine(
  ctx: Entering,
  role: LoadedRole,
  { mapId, wish, company }: { readonly mapId: number; readonly wish: number; readonly company: readonly bigint[] },
): boolean {
  const { session } = ctx;
  const all = ctx.use(walkers);
  const request = { roleId: role.row.roleId, wish, company };
  const enter = (): void => {
    all.choose(session, { role, wish, company });
    void session.enter({ id: role.row.roleId, name: role.row.name });
  };
  const isWaiting = ctx.use(lineRooms).wait(mapId, { session, request, enter }, ctx.clock.monotonicMs());
  if (isWaiting) session.failEnter();
  return isWaiting;
}

/** Where the role was last, or where it begins; a bad place becomes the respawn point. Null when no map can be found. */
function spotOf(ctx: Entering, { row }: LoadedRole): PlaceRow | null {
  const last: PlaceRow = ctx.rows.place.get() ?? { ...begun(row), lineId: 0 };
  const known = ctx.use(mapGround);
  const here = known.find(last.mapId);
  if (here !== null) return standing(last, here, ctx);
  const template = ctx.store.roleTemplate.get(last.gender, last.classType);
  const there = template === null ? null : known.find(template.mapId);
  const advice = 'add the map, or let role_template begin new roles on another one';
  const what = `the map ${last.mapId} of role ${row.roleId} is not in the table game_map`;
  if (template === null || there === null) {
    ctx.log.warn(`${what}, so it cannot enter: ${advice}`);
    return null;
  }
  ctx.log.warn(`${what}: it begins again on map ${template.mapId}`);
  return standing({ ...last, mapId: template.mapId, x: template.x, y: template.y }, there, ctx);
}

function standing(place: PlaceRow, map: MapRow, ctx: Entering): PlaceRow {
  const { x, y } = place;
  if (isOnMap(map, x, y) && !ctx.use(mapGround).isBlocked(map.mapId, x, y)) return place;
  return { ...place, x: map.spawnX, y: map.spawnY };
}

function begun({ mapId, x, y, level, gender, classType }: LoadedRole['row']): Omit<PlaceRow, 'lineId'> {
  return { mapId, x, y, level, gender, classType };
}

function refuse(ctx: Entering, reasonid: number): void {
  ctx.reply(MapChangeFailedS2c, { reasonid });
  ctx.session.failEnter();
}
