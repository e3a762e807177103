// `--scenario chat`: everybody stands and speaks, to the world, to those nearby and to one another, no faster than the classic limits
// allow. Each line must be heard once by the robots that it must reach.
import { pick } from '../../../base/index.ts';
import { CHAT_FAILURE } from '../../../modules/chat/chat.failures.ts';
import { LINE_KINDS } from '../../check/index.ts';
import { REFUSED } from '../robot-scene.ts';
import { defineScenario } from '../scenario.ts';

/** The classic world channel has a cool-down of ten seconds, the others of one. */
const WORLD_MS = 12_000;
const NEARBY_MS = 2_000;
const PRIVATE_MS = 3_000;
const TOO_SOON = `${REFUSED} ${CHAT_FAILURE.coolDown}`;
const WORDS = ['good morning', 'looking for a party', 'which way to the capital', 'thank you'] as const;

export default defineScenario({
  play(robot) {
    const words = (): string => pick(robot.random, WORDS);
    const others = robot.all.filter(({ number }) => number !== robot.number);
    robot.every(WORLD_MS, () => void robot.say({ type: LINE_KINDS.world, words: words() }));
    robot.every(NEARBY_MS, () => void robot.say({ type: LINE_KINDS.nearby, words: words() }));
    if (others.length === 0) return;
    robot.every(PRIVATE_MS, () => {
      robot.say({ type: LINE_KINDS.private, to: pick(robot.random, others), words: words() });
    });
  },
  judge: (_results, { counts, wasCut }) => ({
    problems: Object.entries(counts)
      // Lines that wait for a connection arrive at once, too soon one after the other.
      .filter(([name]) => name.startsWith(REFUSED) && !(wasCut && name === TOO_SOON))
      .map(([name, count]) => `${name}: ${count}`),
  }),
});
