// A game on jadegate's bags, trades, mail and leaderboards: a smith who is paid, trades within one faction only, a treasury that pays by
// mail, and a season with prizes.
import {
  defineActor,
  defineModule,
  defineRoleActor,
  goods,
  leaderboards,
  mailbox,
  mailDesk,
  rollback,
  tradeRules,
  z,
} from 'jadegate';
import { bigint, defineTable, text } from 'jadegate/store';

const SWORD = 7;
const OTHER_FACTION = 1_001;

/** Gold goes and the sword comes in one change; a repeat with the same order changes nothing. */
export const smith = defineModule({ name: 'smith', uses: [goods] }).command(
  'forge',
  { help: 'sells a sword to a role', args: z.object({ role: z.string().regex(/^\d{1,16}$/), order: z.string() }) },
  async (scope, { role, order }) => {
    const price = { roleId: BigInt(role), gold: -50n, items: [{ id: SWORD, count: 1 }] };
    return scope.use(goods).give(scope, price, { once: `forge:${order}` });
  },
);

const member = defineTable({ name: 'faction_member', kind: 'split', live: true, columns: { faction: text() } });

export const faction = defineRoleActor({ name: 'faction', tables: { member } })
  .on('join', (self, { name }: { readonly name: string }) => self.rows.member.upsert({ faction: name }))
  .on('name', (self) => self.rows.member.get()?.faction ?? '');

/** Asked when a role invites another, when that one accepts, and before the goods change hands. */
export const factions = defineModule({ name: 'factions', actors: [faction], uses: [tradeRules] }).hook(
  'started',
  (scope) => {
    scope.use(tradeRules).add(async (caller, one, other) => {
      const names = await Promise.all([caller.actor(faction, one).name(), caller.actor(faction, other).name()]);
      return names[0] === names[1] ? 0 : OTHER_FACTION;
    });
  },
);

const chest = defineTable({ name: 'treasury_chest', kind: 'actor', owner: text(), columns: { gold: bigint() } });

export const treasury = defineActor({ name: 'treasury', key: text(), tables: { chest } })
  .on('fill', (self, { gold }: { readonly gold: bigint }) => self.rows.chest.upsert({ gold }))
  .on('pay', (self, { roleId, gold }: { readonly roleId: bigint; readonly gold: bigint }) => {
    const desk = self.use(mailDesk);
    // The gold leaves the chest and arrives in the mail, or neither.
    return self.together([self.me, self.actor(mailbox, roleId)], (here, box) => {
      const left = (here.rows.chest.get()?.gold ?? 0n) - gold;
      if (left < 0n) return rollback('empty');
      here.rows.chest.upsert({ gold: left });
      const posted = desk.post(box, { from: 'Treasury', subject: 'Your wages', gold });
      return posted === 'posted' ? 'paid' : rollback(posted);
    });
  });

export const treasuries = defineModule({ name: 'treasuries', actors: [treasury], uses: [mailDesk] });

/** The first three of each week are sent gold. `once` makes a repeat after a crash harmless. */
export const arena = defineModule({ name: 'arena', uses: [leaderboards] }).hook('started', (scope) => {
  scope.use(leaderboards).add({
    name: 'arena',
    reset: 'weekly',
    closed: async (caller, { season, places }) => {
      for (const { rank, roleId } of places.slice(0, 3)) {
        const letter = { from: 'Arena', subject: `Season ${season}: place ${rank}`, gold: BigInt(400 - 100 * rank) };
        await caller.actor(mailbox, roleId).post(letter, { once: `arena:${season}` });
      }
    },
  });
});
