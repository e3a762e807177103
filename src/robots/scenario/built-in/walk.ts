// `--scenario walk`: everybody walks about, ten moves a second, as fast as a role may.
import { defineScenario } from '../scenario.ts';
import { Walker } from '../walker.ts';

const MOVE_MS = 100;

export default defineScenario({
  play(robot) {
    const walker = new Walker(robot);
    robot.every(MOVE_MS, ({ dueMs }) => {
      if (walker.hasArrived) walker.aimAnywhere();
      walker.step(dueMs);
    });
  },
});
