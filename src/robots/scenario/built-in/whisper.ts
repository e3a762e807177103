// `--scenario whisper`: everybody stands and writes numbered lines to others in private, one each three seconds. Each line reaches the
// robot that it is for once, in order, and comes back to its speaker. It is what robots play with `--cut` and no other scenario.
import { pick } from '../../../base/index.ts';
import { LINE_KINDS } from '../../check/index.ts';
import { defineScenario } from '../scenario.ts';

/** The classic channel has a cool-down of one second. */
const LINE_MS = 3_000;

export default defineScenario({
  play(robot) {
    const others = robot.all.filter(({ number }) => number !== robot.number);
    if (others.length === 0) return;
    robot.every(LINE_MS, () => void robot.say({ type: LINE_KINDS.private, to: pick(robot.random, others) }));
  },
});
