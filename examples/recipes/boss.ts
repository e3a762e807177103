// A boss for each map. It heals each second while it is awake, tells those who fight it how it stands, and comes back ten minutes
// after its death: an alarm, which a restart does not lose.
import { defineActor, defineModule } from 'jadegate';
import { integer } from 'jadegate/store';
import { BossHitC2s, BossS2c, messages } from './boss.messages.ts';

const HP = 1_000;
const DAMAGE = 100;
const HEALING = 5;
const RESPAWN_MS = 600_000;

export const boss = defineActor({
  name: 'boss',
  key: integer(),
  state: () => ({ hp: HP, beat: 0 }),
  alarms: ['respawn'],
})
  .hook('started', (self) => {
    // `state` is new each time that it wakes; the alarm is durable.
    if (self.alarms.get('respawn') !== null) self.state.hp = 0;
  })
  .on('hit', (self, { roleId, damage }: { readonly roleId: bigint; readonly damage: number }) => {
    const { state } = self;
    if (state.hp === 0) return { hp: 0, isKilled: false };
    self.members.add(roleId);
    const hp = Math.max(0, state.hp - damage);
    if (hp === 0) self.alarms.set('respawn', { inMs: RESPAWN_MS });
    state.hp = hp;
    return { hp, isKilled: hp === 0 };
  })
  .every(1_000, (self, { missed }) => {
    const { state } = self;
    const beats = 1 + missed;
    state.beat += beats;
    if (state.hp > 0) state.hp = Math.min(HP, state.hp + HEALING * beats);
    self.members.send(BossS2c, { map: self.key, beat: state.beat, hp: state.hp });
  })
  .alarm('respawn', (self) => {
    self.state.hp = HP;
  });

export const bosses = defineModule({ name: 'boss', messages, actors: [boss] }).on(BossHitC2s, async (ctx, { map }) => {
  const { isKilled } = await ctx.actor(boss, map).hit({ roleId: ctx.role.id, damage: DAMAGE });
  if (isKilled) ctx.log.info('a boss was killed', { map, role: ctx.role.id });
});
