// The lines of a map as a client is shown them (6/7). An unknown map, and one whose lines have too much to do, has none to show.
import { ActorError, type Scope } from '../../actor/index.ts';
import type { LineEntry } from './lines.messages.ts';
import { gameMaps, mapLines } from './map-lines.ts';

export async function linesFor(
  scope: Pick<Scope<unknown, unknown>, 'actor' | 'use'>,
  mapId: number,
): Promise<readonly LineEntry[]> {
  // The number is the client's: an unknown one wakes no actor.
  if (scope.use(gameMaps).find(mapId) === null) return [];
  try {
    const { lines } = await scope.actor(mapLines, mapId).loads();
    return lines
      .filter(({ isHidden }) => !isHidden)
      .map(({ lineId, players }) => ({ lineid: lineId, rolecount: players }));
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    return [];
  }
}
