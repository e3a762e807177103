// What robots play with `jadegate robots --scenario examples/stroll-scenario.ts`: each walks about, asks the server for the time once
// a second, and looks at the end whether it sees all who stand beside it.
import { gate } from 'jadegate/messages';
import { defineScenario, Walker } from 'jadegate/robots';

export default defineScenario({
  play(robot) {
    const walker = new Walker(robot);
    robot.every(200, ({ dueMs }) => {
      if (walker.hasArrived) walker.aimAnywhere();
      walker.step(dueMs);
    });
    robot.every(1_000, async (beat) => {
      robot.send(gate.QueryTimeC2s, {});
      const { timeAsync } = await robot.next(gate.QueryTimeS2c, { timeoutMs: 2_000 });
      if (timeAsync === 0) robot.fail('the server has no time');
      beat.done('time');
    });
  },
  ended: (robot) => robot.known.size,
  judge: (known) => ({
    figures: { 'known at the end': known.reduce((sum, count) => sum + count, 0) },
    problems: known.length > 0 && Math.max(...known) === 0 ? ['nobody sees anybody'] : [],
  }),
});
