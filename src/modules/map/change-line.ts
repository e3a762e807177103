// From one line of a map to another: the player asks for it (9), or the line is merged into another one.
import type { Scope } from '../../gate/index.ts';
import { lineDesk } from '../lines/index.ts';
import { MAP_FAILURE } from '../lines/lines.failures.ts';
import { type Traveller, travel, travelRules } from './travel.ts';
import type { Walker } from './walker.ts';
import { walkers } from './walkers.ts';

type Changing = Traveller & Pick<Scope<unknown, unknown>, 'actor' | 'use'>;

/** Null when the role is on its way; a code of 63 when it stays where it is. */
export async function changeLine(turn: Changing, walker: Walker, lineId: number): Promise<number | null> {
  const { roleId, mapId, x, y } = walker;
  const to = { mapId, lineId, x, y };
  const code = turn.use(travelRules).refusalOf(walker, to);
  if (code !== 0) return code;
  const line = await turn.use(lineDesk).join(turn, { roleId, mapId, wish: lineId, mustBe: true });
  if (typeof line === 'string') return MAP_FAILURE.cannotEnter;
  if (walker.session.isClosing) return null;
  travel(turn, { walkers: turn.use(walkers), walker }, { ...to, lineId: line.lineId });
  return null;
}
