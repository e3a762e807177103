// A game's own matter of guilds: who fights stays in the guild until the fight is over, and a victory earns the guild points, once.
import { defineActor, defineModule, guild, guildRole, guildRules } from 'jadegate';
import { text } from 'jadegate/store';

/** In 60071: a game's own codes begin at 1000. */
export const FIGHTING = 1_000;

export const arena = defineActor({ name: 'arena', key: text(), state: () => ({ fighters: new Set<bigint>() }) })
  .on('fight', (self, { roleId }: { readonly roleId: bigint }) => void self.state.fighters.add(roleId))
  .on('isFighting', (self, { roleId }: { readonly roleId: bigint }) => self.state.fighters.has(roleId))
  .on('win', async (self, { roleId, fightId }: { readonly roleId: bigint; readonly fightId: string }) => {
    self.state.fighters.delete(roleId);
    const guildId = await self.actor(guildRole, roleId).guild();
    if (guildId === 0n) return;
    // The report of a fight may come again: its points count once.
    await self.actor(guild, guildId).contribute({ roleId, points: 10n }, { once: `fight:${fightId}` });
  });

export const wars = defineModule({ name: 'wars', actors: [arena], uses: [guildRules] }).hook('started', (scope) => {
  scope.use(guildRules).add(async (caller, { step, roleId }) => {
    if (step === 'join') return 0;
    return (await caller.actor(arena, 'north').isFighting({ roleId })) ? FIGHTING : 0;
  });
});
