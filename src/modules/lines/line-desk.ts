// How other modules ask for a line: the offer `lineDesk`, which a game's own module may make instead. It asks the companions, then the
// map's lines, and answers in every case. A crowd that the lines cannot serve is refused as if they were full: nobody waits for ever, and
// nobody gets two places.
import { ActorError, type ActorErrorCode, defineOffer, type Scope } from '../../actor/index.ts';
import type { LineLoad, LineRequest } from './line-board.ts';
import type { LineCompanions } from './line-companions.ts';
import { type GameMaps, type JoinAnswer, mapLines } from './map-lines.ts';

export interface JoinRequest extends LineRequest {
  readonly mapId: number;
}

/** On whose behalf: a handler's context, an actor's `self`, or the scope of a module. */
export type LineCaller = Pick<Scope<unknown, unknown>, 'actor'>;

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

export interface LineDesk {
  /**
   * `lineId` is the role's from now on, until it leaves the game. Its session has begun to enter: a role that nobody plays gets no line.
   * Companions are asked for unless `company` names them, or only the wish will do.
   */
  join(caller: LineCaller, request: JoinRequest): Promise<JoinAnswer>;
  /** The role has left the map, and stays in the game. */
  leave(caller: LineCaller, place: { readonly mapId: number; readonly roleId: bigint }): void;
  /** The lines that clients are shown. None of an unknown map, and while they cannot be asked. */
  shown(caller: LineCaller, mapId: number): Promise<readonly LineLoad[]>;
}

export const lineDesk = defineOffer<LineDesk>('lines');

/** The desk over the actors. An unknown map wakes none: its number may be a client's. */
export class ActorLineDesk implements LineDesk {
  readonly #maps: GameMaps;
  readonly #companions: Pick<LineCompanions, 'of'>;

  constructor(maps: GameMaps, companions: Pick<LineCompanions, 'of'>) {
    this.#maps = maps;
    this.#companions = companions;
  }

  async join(caller: LineCaller, { mapId, ...request }: JoinRequest): Promise<JoinAnswer> {
    if (this.#maps.find(mapId) === null) return 'no-such-map';
    const { roleId, mustBe = false } = request;
    const company = request.company ?? (mustBe ? [] : await this.#companions.of(caller, roleId));
    const lines = caller.actor(mapLines, mapId);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return await lines.join({ ...request, company });
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (!error.mayHaveRun) return 'full';
      }
    }
    // It may have a place that it does not learn of. One that stays where it is keeps its place there.
    if (!mustBe) lines.tell.leave({ roleId });
    return 'full';
  }

  leave(caller: LineCaller, { mapId, roleId }: { readonly mapId: number; readonly roleId: bigint }): void {
    caller.actor(mapLines, mapId).tell.leave({ roleId });
  }

  async shown(caller: LineCaller, mapId: number): Promise<readonly LineLoad[]> {
    if (this.#maps.find(mapId) === null) return [];
    try {
      const { lines } = await caller.actor(mapLines, mapId).loads();
      return lines.filter(({ isHidden }) => !isHidden);
    } catch (error) {
      if (!isPassing(error)) throw error;
      return [];
    }
  }
}

function isPassing(error: unknown): error is ActorError {
  return error instanceof ActorError && PASSING.includes(error.code);
}
