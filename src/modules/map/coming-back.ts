// A client that lost its connection and came back. What it was sent as messages it has; frames of its map are streamed and not kept,
// so after a loss it is shown the map anew: by a key frame, or, when it does not take frame numbers, by loading the map again.
import type { Context, Resumed } from '../../gate/index.ts';
import type { MapSettings } from './map.settings.ts';
import type { mapTables } from './map.tables.ts';
import { sendPlace, travel } from './travel.ts';
import { walkers } from './walkers.ts';

type SignedIn = Context<typeof mapTables, 'entering' | 'gaming' | 'roleListing', MapSettings>;

export function comeBack(ctx: SignedIn, { leftOut, hasNewFraming }: Resumed): void {
  const all = ctx.use(walkers);
  const walker = ctx.role === null ? null : all.find(ctx.role.id);
  if (walker === null || !walker.isOnMap) return;
  const isLost = leftOut > 0;
  if (walker.hasFrameNumbers || !(isLost || hasNewFraming)) all.viewAgain(walker, isLost);
  else beginAnew(ctx);
}

/** The client has forgotten the map: it is sent its place again, and loads the map as after a change of lines. */
export function beginAnew(ctx: SignedIn): void {
  const { clock, role, rows, session } = ctx;
  const all = ctx.use(walkers);
  const walker = role === null ? null : all.find(role.id);
  if (walker === null || rows === null) return;
  const turn = { clock, rows, reply: ctx.reply.bind(ctx) };
  if (walker.isOnMap) travel(turn, { walkers: all, walker }, walker);
  else if (session.phase === 'entering') sendPlace(turn, walker);
}
