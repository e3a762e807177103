// A game's own matter of guilds: who fights stays in the guild until the fight is over, and a victory earns the guild points, once.
import { defineActor, defineModule, guild, guildRole, guildRules, type Scope } from 'jadegate';
import { text } from 'jadegate/store';

/** In 60071: a game's own codes begin at 1000. */
export const FIGHTING = 1_000;

export const arena = defineActor({ name: 'arena', key: text(), state: () => ({ fighters: new Set<bigint>() }) })
  .on('fight', (self, { roleId }: { readonly roleId: bigint }) => void self.state.fighters.add(roleId))
  .on('leave', (self, { roleId }: { readonly roleId: bigint }) => void self.state.fighters.delete(roleId))
  .on('has', (self, { roleId }: { readonly roleId: bigint }) => self.state.fighters.has(roleId));

export const wars = defineModule({ name: 'wars', actors: [arena], uses: [guildRules] }).hook('started', (scope) => {
  scope.use(guildRules).add(async (caller, { step, roleId }) => {
    if (step === 'join') return 0;
    return (await caller.actor(arena, 'north').has({ roleId })) ? FIGHTING : 0;
  });
});

interface Victory {
  readonly roleId: bigint;
  readonly fightId: string;
}

/** Not in a turn of the arena: the guild asks the arena, and two that call each other wait in a circle. */
export async function won(scope: Pick<Scope<unknown, unknown>, 'actor'>, { roleId, fightId }: Victory): Promise<void> {
  await scope.actor(arena, 'north').leave({ roleId });
  const guildId = await scope.actor(guildRole, roleId).guild();
  // The report of a fight may come again: its points count once.
  if (guildId !== 0n)
    await scope.actor(guild, guildId).contribute({ roleId, points: 10n }, { once: `fight:${fightId}` });
}
