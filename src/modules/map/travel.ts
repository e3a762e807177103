// The ways to a place: entering the world, another line, a teleport. Each is the same for the client: 353 with its own role, 71 with
// its skills, 14 with the place; the client loads the map and answers 13. In between the role is on no map.

import type { ServerMessage } from '../../actor/index.ts';
import { defineOffer } from '../../actor/index.ts';
import type { Clock } from '../../base/index.ts';
import { assert } from '../../base/index.ts';
import { LearnedSkillS2c, ObjectUpdateS2c, RoleMapChangeS2c } from './map.messages.ts';
import { TRAVEL_RULES_MAX } from './map-limits.ts';
import { selfObject } from './self-object.ts';
import type { PlaceRow, Walker } from './walker.ts';
import type { Walkers } from './walkers.ts';

export interface Destination {
  readonly mapId: number;
  readonly lineId: number;
  readonly x: number;
  readonly y: number;
}

/** Why a role may not leave now: a code of 63, such as 10077 in combat; 0 when it may. */
export type TravelRule = (role: PlaceRow & { readonly roleId: bigint }, to: Destination) => number;

/** Rules of a game, asked before a player changes the line. A teleport by the game itself asks none. */
export class TravelRules {
  readonly #rules: TravelRule[] = [];

  /** In a hook `started`. */
  add(rule: TravelRule): void {
    assert(this.#rules.length < TRAVEL_RULES_MAX, `a game has at most ${TRAVEL_RULES_MAX} rules of travel`);
    this.#rules.push(rule);
  }

  /** The first code that is not 0. */
  refusalOf(walker: Walker, to: Destination): number {
    for (const rule of this.#rules) {
      const code = rule(walker, to);
      if (code !== 0) return code;
    }
    return 0;
  }
}

export const travelRules = defineOffer<TravelRules>('travel-rules');

/** The turn of a role that travels: of a handler, or of its part. */
export interface Traveller {
  readonly clock: Clock;
  readonly rows: { readonly place: { upsert(row: PlaceRow): void } };
  reply<M>(type: ServerMessage<M>, message: M): unknown;
}

/** Takes a role that plays to another place. Its client loads the map there. */
export function travel(
  turn: Traveller,
  { walkers, walker }: { readonly walkers: Walkers; readonly walker: Walker },
  to: Destination,
): void {
  walkers.leaveMap(walker);
  walker.travel(to, turn.clock.monotonicMs());
  savePlace(turn, walker);
  walker.session.travel();
  sendPlace(turn, walker);
}

export function savePlace(turn: Traveller, walker: Walker): void {
  turn.rows.place.upsert(walker.row());
  walker.savedMs = turn.clock.monotonicMs();
}

function skillsOf({ skills }: Walker): LearnedSkillS2c['skills'] {
  const learned = [];
  for (let at = 0; at < skills.length; at += 2)
    learned.push({ skillid: skills[at] ?? 0, level: skills[at + 1] ?? 0, lefttime: 0 });
  return learned;
}

export function sendPlace(turn: Traveller, walker: Walker): void {
  turn.reply(ObjectUpdateS2c, { deleteids: [], createAttrs: [selfObject(walker)], changeAttrs: [] });
  turn.reply(LearnedSkillS2c, { creatureid: walker.roleId, skills: skillsOf(walker) });
  const { x, y, lineId, mapId } = walker;
  turn.reply(RoleMapChangeS2c, { x, y, lineid: lineId, mapid: mapId });
}
