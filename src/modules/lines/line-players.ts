// Who stands on which line of a map, as the module that has the maps knows it. Lines that lost their memory ask here when they wake, so
// that their counts are true before anybody new comes in.
import { defineOffer } from '../../actor/index.ts';
import { assert, endOnBroken, type Logger, messageOf } from '../../base/index.ts';
import { LISTS_MAX, MAP_PLAYERS_MAX } from './line-limits.ts';

export interface PlayerOnLine {
  readonly roleId: bigint;
  readonly lineId: number;
}

/** From memory, at once: the roles on that map that this process plays. */
export type ListPlayers = (mapId: number) => Iterable<PlayerOnLine>;

export class LinePlayers {
  readonly #lists: ListPlayers[] = [];
  readonly #log: Logger;

  constructor({ log }: { readonly log: Logger }) {
    this.#log = log;
  }

  /** In a hook `started`. */
  add(list: ListPlayers): void {
    assert(this.#lists.length < LISTS_MAX, `at most ${LISTS_MAX} modules bring roles to maps`);
    this.#lists.push(list);
  }

  /** A list that throws is logged: without it the lines begin with fewer players, and count them when they act. */
  on(mapId: number): PlayerOnLine[] {
    const players: PlayerOnLine[] = [];
    for (const list of this.#lists) {
      try {
        for (const player of list(mapId)) if (players.length < MAP_PLAYERS_MAX) players.push(player);
      } catch (error) {
        endOnBroken(error);
        this.#log.error(`the players on map ${mapId} could not be listed, so its lines miss some: ${messageOf(error)}`);
      }
    }
    return players;
  }
}

export const linePlayers = defineOffer<LinePlayers>('line-players');
