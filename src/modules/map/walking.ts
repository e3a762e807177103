// Moves of players (25): checked on the server, shown to others by the map. It is the hot path: ten a second for each player.
import { type Context, defineCloseReason } from '../../gate/index.ts';
import { checkMove, type MoveSuspicion, type MoveVerdict } from '../../world/index.ts';
import { ATTR, MAP_REASONS, OBJECT_TYPE } from './map.failures.ts';
import { ObjectUpdateS2c, type RoleMoveC2s } from './map.messages.ts';
import type { MapSettings } from './map.settings.ts';
import type { mapTables } from './map.tables.ts';
import { savePlace } from './travel.ts';
import { Walker } from './walker.ts';
import { walkers } from './walkers.ts';

type Moving = Context<typeof mapTables, 'entering' | 'gaming', MapSettings>;

export const badMoves = defineCloseReason(MAP_REASONS.moves);

export function move(ctx: Moving, message: RoleMoveC2s): void {
  const all = ctx.use(walkers);
  const walker = ctx.place;
  if (!(walker instanceof Walker) || !walker.isOnMap || walker.rules === null) {
    all.ignoredMoves.add();
    return;
  }
  const nowMs = ctx.clock.monotonicMs();
  const { posx: x, posy: y, path, time } = message;
  if (ctx.session.hasDatagrams && isOvertaken(walker, message)) {
    all.ignoredMoves.add();
    return;
  }
  walker.movedAt = time;
  const verdict = checkMove(walker.moves, { x, y, path }, { nowMs, rules: walker.rules });
  walker.moves = verdict.state;
  if (verdict.suspicion !== null) report(ctx, verdict, verdict.suspicion);
  if (verdict.kind === 'kick') {
    ctx.session.close(badMoves);
    return;
  }
  if (verdict.kind === 'back') {
    putBack(ctx, walker);
    return;
  }
  walker.x = x;
  walker.y = y;
  all.move(walker, { x, y, time: message.time, path: verdict.path });
  if (nowMs - walker.savedMs >= ctx.settings.placeSaveMs) savePlace(ctx, walker);
}

/** Whether a newer move came already, or this one: it came by the other of the two ways. */
function isOvertaken({ movedAt, x, y }: Walker, { time, posx, posy }: RoleMoveC2s): boolean {
  if (movedAt === null) return false;
  const laterMs = (time - movedAt) | 0;
  return laterMs < 0 || (laterMs === 0 && posx === x && posy === y);
}

function report(ctx: Moving, { kind, state }: MoveVerdict, suspicion: MoveSuspicion): void {
  ctx.use(walkers).suspicious(suspicion).add();
  ctx.log.debug('a move that no player can make', { role: String(ctx.role.id), suspicion, kind, score: state.score });
}

/** The client's own role is where the server says: a change of its place, which needs no loading. */
function putBack(ctx: Moving, { roleId, x, y }: Walker): void {
  const attrs = [
    { key: ATTR.x, value: x },
    { key: ATTR.y, value: y },
  ];
  const own = { objectid: roleId, objecttype: OBJECT_TYPE.self, attrs };
  ctx.reply(ObjectUpdateS2c, { deleteids: [], createAttrs: [], changeAttrs: [own] });
}
