// `--scenario rush`: everybody goes to one place, into one cell, and stirs there. The report says what each client was left without.
import { defineScenario } from '../scenario.ts';
import type { ScenarioRobot } from '../scenario-robot.ts';
import { Walker } from '../walker.ts';

const MOVE_MS = 100;
/** Tiles around the place: all of it lies within a cell. */
const CROWD_TILES = 5;

export default defineScenario({
  play(robot) {
    // Far enough for the whole map: the place may be anywhere on it.
    const walker = new Walker(robot, REACH_TILES);
    const meeting = meetingPlace(robot);
    let isThere = false;
    walker.aim(meeting);
    robot.every(MOVE_MS, ({ dueMs }) => {
      if (walker.hasArrived) {
        if (!isThere) robot.count('arrived');
        isThere = true;
        const stir = (at: number): number => at + robot.random.below(2 * CROWD_TILES + 1) - CROWD_TILES;
        walker.aim({ x: stir(meeting.x), y: stir(meeting.y) });
      }
      walker.step(dueMs);
    });
  },
});

const REACH_TILES = 7_168;

/** Where the first robot on its line of the map came in. */
function meetingPlace({ all, place }: ScenarioRobot): { readonly x: number; readonly y: number } {
  const isHere = (other: { readonly mapId: number; readonly lineId: number }): boolean =>
    other.mapId === place.mapId && other.lineId === place.lineId;
  return all.find(isHere) ?? place;
}
