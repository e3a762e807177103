// What game masters give themselves.
import type { Scope } from '../../gate/index.ts';
import { type GoodsAnswer, goods } from '../bags/index.ts';
import { type GmCommands, numberOf } from './gm-commands.ts';
import { NUMBER_MAX } from './gm-limits.ts';

const FAILURES: Readonly<Record<Exclude<GoodsAnswer, 'done'>, string>> = {
  lacking: 'You do not have so much.',
  full: 'You have no room for it.',
  malformed: 'There is no such thing, or not so much of it.',
};

export function addGoodsActs(scope: Scope<unknown, unknown>, commands: GmCommands): void {
  commands.add('money', {
    usage: 'N',
    help: 'gives you N gold, or takes it with a number below 0',
    run: async ({ roleId }, [text, ...more]) => {
      const gold = more.length === 0 ? numberOf(text, { min: -NUMBER_MAX }) : null;
      if (gold === null || gold === 0) return null;
      const answer = await scope.use(goods).give(scope, { roleId, gold: BigInt(gold) });
      return answer === 'done' ? `Gold: ${gold > 0 ? '+' : ''}${gold}.` : FAILURES[answer];
    },
  });
  commands.add('item', {
    usage: 'ID [COUNT]',
    help: 'gives you COUNT of the item, 1 unless you write it',
    run: async ({ roleId }, [idText, countText = '1', ...more]) => {
      const id = numberOf(idText, { min: 1 });
      const count = more.length === 0 ? numberOf(countText, { min: 1 }) : null;
      if (id === null || count === null) return null;
      const answer = await scope.use(goods).give(scope, { roleId, items: [{ id, count }] });
      return answer === 'done' ? `Item ${id}: +${count}.` : FAILURES[answer];
    },
  });
}
