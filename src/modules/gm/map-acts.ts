// What game masters do to their place and level. A server without maps says so.
import type { Scope } from '../../gate/index.ts';
import { walker } from '../map/index.ts';
import { type GmCommands, numberOf } from './gm-commands.ts';
import { LEVEL_MAX } from './gm-limits.ts';

const FAILURES = {
  'no-place': 'You are on no map.',
  'no-such-map': 'There is no such map.',
  'off-map': 'That place is not on the map.',
  blocked: 'Nobody can stand there.',
  full: 'That map is full.',
} as const;

export function addMapActs(scope: Pick<Scope<unknown, unknown>, 'actor'>, commands: GmCommands): void {
  commands.add('move', {
    usage: '[MAP] X Y',
    help: 'puts you at that place, on your map unless you write another',
    run: async ({ roleId }, args) => {
      const numbers = args.map((text) => numberOf(text));
      const [y, x, mapId] = numbers.toReversed();
      if (numbers.length < 2 || numbers.length > 3 || numbers.includes(null)) return null;
      if (x === null || x === undefined || y === null || y === undefined || mapId === null) return null;
      const to = { x, y, ...(mapId === undefined ? {} : { mapId }) };
      const answer = await scope.actor(walker, roleId).teleport(to);
      return answer === 'done' ? `You are at ${x} ${y}.` : FAILURES[answer];
    },
  });
  commands.add('levelup', {
    usage: 'N',
    help: 'gives you the level N',
    run: async ({ roleId }, [text, ...more]) => {
      const level = more.length === 0 ? numberOf(text, { min: 1, max: LEVEL_MAX }) : null;
      if (level === null) return null;
      const answer = await scope.actor(walker, roleId).change({ level });
      return answer === 'done' ? `Your level is ${level}.` : FAILURES[answer];
    },
  });
}
