// Who hears a line nearby: the roles that see the speaker, as its map knows them. A game with a map of its own says it in another way
// (`findNearbyBy`); where there is no map, there is no place either, and nobody is nearby.
import { mapKey, mapOfLine } from '../map/index.ts';
import type { ChatContext } from './chat-channels.ts';

export async function findNearby(ctx: ChatContext): Promise<readonly bigint[] | null> {
  const { place } = ctx.session;
  return place === null ? null : ctx.actor(mapOfLine, mapKey(place)).nearby({ roleId: ctx.role.id });
}
