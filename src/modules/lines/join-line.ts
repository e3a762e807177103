// A role's way onto a line of a map, for the module that has the maps: it asks the companions, then the map's lines, and answers in
// every case. A crowd that the lines cannot serve is refused as if they were full: nobody waits for ever, and nobody gets two places.
import { ActorError, type ActorErrorCode, type Scope } from '../../actor/index.ts';
import type { LineRequest } from './line-board.ts';
import { lineCompanions } from './line-companions.ts';
import { gameMaps, type JoinAnswer, mapLines } from './map-lines.ts';

export interface JoinRequest extends LineRequest {
  readonly mapId: number;
}

type JoinScope = Pick<Scope<unknown, unknown>, 'actor' | 'use'>;

/** A role that asks again has one place all the same. */
const ATTEMPTS = 2;
/** The lines have too much to do, or cannot be reached now. */
const PASSING: readonly ActorErrorCode[] = [
  'actor-busy',
  'actor-deadline',
  'actor-start-failed',
  'actor-unreachable',
  'lease-lost',
  'not-durable',
];

/**
 * `lineId` is the role's from now on. Call it before the session enters the world, where the place is kept for 30 seconds, and again
 * in the hook `entering`, which takes it. Companions are asked for unless `company` names them, or only the wish will do.
 */
export async function joinLine(scope: JoinScope, request: JoinRequest): Promise<JoinAnswer> {
  const { mapId, ...rest } = request;
  // An unknown map wakes no actor.
  if (scope.use(gameMaps).find(mapId) === null) return 'no-such-map';
  const { roleId, mustBe = false, isThere = false } = rest;
  const company = rest.company ?? (mustBe || isThere ? [] : await scope.use(lineCompanions).of(scope, roleId));
  return ask(scope, { mapId, ...rest, company });
}

async function ask(scope: JoinScope, { mapId, ...request }: JoinRequest): Promise<JoinAnswer> {
  const lines = scope.actor(mapLines, mapId);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return await lines.join(request);
    } catch (error) {
      if (!(error instanceof ActorError && PASSING.includes(error.code))) throw error;
      if (!error.mayHaveRun) return 'full';
    }
  }
  // It may have a place that it does not learn of. One that stays where it is keeps its place there.
  if (request.mustBe !== true && request.isThere !== true) lines.tell.leave({ roleId: request.roleId });
  return 'full';
}
