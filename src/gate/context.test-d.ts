// What the compiler must refuse of contexts and scopes that use actors. Nothing here runs.
import { defineActor, defineRoleActor } from '../actor/index.ts';
import { bigint, defineTable, integer } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import { defineModule } from './module.ts';

declare const Hit: MessageType<{ readonly by: number }, 'gaming'>;
declare const Load: MessageType<{ readonly by: number }, 'entering' | 'gaming'>;
declare const List: MessageType<{ readonly by: number }, 'roleListing'>;

const purseTable = defineTable({ name: 'purse', kind: 'split', live: true, columns: { gold: integer() } });
const feeTable = defineTable({ name: 'fee', kind: 'actor', owner: bigint(), columns: { gold: integer() } });
const bag = defineRoleActor({ name: 'bag', tables: { purse: purseTable } });
const guild = defineActor({ name: 'guild', key: bigint(), tables: { fee: feeTable } }).on(
  'apply',
  (_self, _args: { readonly roleId: bigint }) => 'waiting',
);

export const game = defineModule({ name: 'game', tables: { purse: purseTable }, actors: [bag, guild] })
  .on(Hit, async (ctx) => {
    ctx.rows.purse.upsert({ gold: 1 });
    // @ts-expect-error: the module has no such table
    ctx.rows.chest;
    // @ts-expect-error: the rows of an actor are not those of the role
    ctx.rows.fee;
    // @ts-expect-error: the key is a bigint
    ctx.actor(guild, 7);
    // @ts-expect-error: there is no such method
    await ctx.actor(guild, 7n).aply({ roleId: 1n });
    const answer = await ctx.actor(guild, 7n).apply({ roleId: ctx.role.id });
    // @ts-expect-error: the answer is one of its literals
    if (answer === 'accepted') return;
    // @ts-expect-error: a change of several owners does not wait
    await ctx.together([ctx.actor(bag, 1n)], async (one) => one.rows.purse.upsert({ gold: 1 }));
    await ctx.together([ctx.actor(guild, 7n), ctx.actor(bag, 1n)], (first, second) => {
      first.rows.fee.upsert({ gold: 1 });
      second.rows.purse.upsert({ gold: 1 });
      // @ts-expect-error: shares come in the order of the refs, each with its own rows
      first.rows.purse.get();
    });
  })
  .hook('left', (ctx) => {
    // @ts-expect-error: the role may be lost, or was never entered
    ctx.rows.purse.get();
  })
  .daily('04:00', async (scope) => {
    await scope.actor(guild, 7n).apply({ roleId: 1n });
    // @ts-expect-error: nobody speaks here
    scope.rows;
    // @ts-expect-error: nor is there a turn to commit
    await scope.commit();
  });
game.on(Hit, (ctx) => {
  const x: number = ctx.place.x;
  // @ts-expect-error: the place is changed by the module that has the map
  ctx.place.x = x + 1;
  // @ts-expect-error: and set by the session alone
  ctx.place = null;
  // @ts-expect-error: a place has all of its numbers
  ctx.session.setPlace({ mapId: 1, lineId: 1, x, y: 1 });
  // @ts-expect-error: of the session nobody knows the phase
  ctx.session.place.x;
});
game.on(Load, (ctx) => {
  // @ts-expect-error: a role that enters may have no place yet
  ctx.place.x;
  ctx.session.setPlace(ctx.place);
});
game.on(List, (ctx) => {
  const none: null = ctx.place;
  ctx.session.setPlace(none);
});
game.hook('left', (ctx) => {
  // @ts-expect-error: the session may have left before it had a role
  ctx.place.x;
  void ctx.place?.x;
});
// @ts-expect-error: a time of day is written 04:00
game.daily('noon', () => {});
