// A role on a map between two processes. Its walker moves with the session; the map itself is a view, which the new process makes anew
// of the walkers. A client that knows numbers of frames gets a key frame; another one would keep what it knew, and loads the map again.
import { fromPlainBytes, toPlainBytes } from '../../actor/index.ts';
import type { Context, Resync } from '../../gate/index.ts';
import { loadRole, ownerOf } from '../roles/index.ts';
import type { LookEntry } from './attributes.ts';
import { beginAnew } from './coming-back.ts';
import type { MapSettings } from './map.settings.ts';
import type { mapTables } from './map.tables.ts';
import { type PlaceRow, Walker, type WalkerRole } from './walker.ts';
import { walkers } from './walkers.ts';

type SignedIn = Context<typeof mapTables, 'entering' | 'gaming' | 'roleListing', MapSettings>;

interface SavedWalker {
  readonly role: WalkerRole;
  readonly place: PlaceRow;
  readonly name: string;
  readonly look: readonly LookEntry[];
  readonly score: number;
  readonly isOnMap: boolean;
  readonly isShown: boolean;
  readonly hasFrameNumbers: boolean;
  readonly bytesPerSecond: number;
}

export function exportWalker(ctx: SignedIn): Uint8Array | null {
  const walker = ctx.role === null ? null : ctx.use(walkers).find(ctx.role.id);
  if (walker === null) return null;
  const { name, moves, isOnMap, isShown, hasFrameNumbers, bytesPerSecond } = walker;
  const saved: SavedWalker = {
    ...{ name, isOnMap, isShown, hasFrameNumbers, bytesPerSecond },
    role: walker.role(),
    place: walker.row(),
    look: walker.ownLook(),
    score: moves.score,
  };
  return toPlainBytes(saved);
}

export function importWalker(ctx: SignedIn, bytes: Uint8Array): void {
  // `exportWalker` wrote it.
  const saved = fromPlainBytes(bytes) as SavedWalker;
  const walker = place(ctx, saved.role, saved.place);
  walker.name = saved.name;
  walker.moves = { ...walker.moves, score: saved.score };
  walker.hasFrameNumbers = saved.hasFrameNumbers;
  walker.bytesPerSecond = saved.bytesPerSecond;
  walker.setLook(saved.look);
  if (saved.isOnMap) ctx.use(walkers).moveIn(walker, saved.isShown);
}

/** The client begins anew. After a move of the session that brought no walker, it is read from the store first. */
export async function resync(ctx: SignedIn, { why }: Resync): Promise<void> {
  const { role, rows, session } = ctx;
  if (why === 'stateAbsent' && role !== null && rows !== null && ctx.use(walkers).find(role.id) === null) {
    const loaded = await ctx.store.run(loadRole, { ...ownerOf(ctx.account), roleId: role.id });
    const last = rows.place.get();
    if (loaded === null || last === null) return session.close('role-lost');
    const walker = place(ctx, loaded, last);
    walker.isOnMap = session.phase === 'gaming';
  }
  beginAnew(ctx);
}

function place(ctx: SignedIn, role: WalkerRole, at: PlaceRow): Walker {
  const walker = new Walker(ctx.session, role, { place: at, nowMs: ctx.clock.monotonicMs() });
  ctx.use(walkers).add(walker);
  ctx.session.setPlace(walker);
  return walker;
}
