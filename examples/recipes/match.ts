// Matches: a queue that pairs players of a like rating, the wider apart the longer they wait, and a room of two minutes for each pair.
import { defineActor, defineModule } from 'jadegate';
import { defineTable, integer, text } from 'jadegate/store';
import { MatchAimC2s, MatchQueueC2s, MatchQueueS2c, MatchS2c, messages } from './match.messages.ts';

const MATCH_SECONDS = 120;
const WAITING_MAX = 10_000;
/** Points of rating between two players; it grows by as many each second. */
const RANGE = 50;

const rating = defineTable({ name: 'rating', kind: 'split', live: true, columns: { points: integer() } });

const room = defineActor({
  name: 'match',
  key: text(),
  state: () => ({ secondsLeft: MATCH_SECONDS, angles: new Map<bigint, number>() }),
  membersMax: 2,
})
  .on('open', (self, { players }: { readonly players: readonly bigint[] }) => {
    for (const roleId of players) {
      self.state.angles.set(roleId, 0);
      self.members.add(roleId);
    }
  })
  .on('aim', (self, { roleId, angle }: { readonly roleId: bigint; readonly angle: number }) => {
    if (self.state.angles.has(roleId)) self.state.angles.set(roleId, angle);
  })
  .every(1_000, (self, { missed }) => {
    const { state } = self;
    state.secondsLeft = Math.max(0, state.secondsLeft - 1 - missed);
    const players = [...state.angles].map(([roleId, angle]) => ({ roleId, angle }));
    self.members.send(MatchS2c, { matchId: self.key, secondsLeft: state.secondsLeft, players });
    if (state.secondsLeft === 0) self.destroy();
  })
  .hook('left', (self) => {
    if (self.members.count === 0) self.destroy();
  });

interface Waiting {
  readonly roleId: bigint;
  readonly points: number;
  readonly sinceMs: number;
}

export const queue = defineActor({ name: 'match-queue', key: text(), state: () => ({ waiting: [] as Waiting[] }) })
  .on('join', (self, { roleId, points }: { readonly roleId: bigint; readonly points: number }) => {
    const { waiting } = self.state;
    if (waiting.some((one) => one.roleId === roleId)) return 'queued';
    if (waiting.length >= WAITING_MAX) return 'full';
    waiting.push({ roleId, points, sinceMs: self.clock.monotonicMs() });
    self.members.add(roleId);
    return 'queued';
  })
  .every(500, (self) => {
    const nowMs = self.clock.monotonicMs();
    const { waiting } = self.state;
    waiting.sort((a, b) => a.points - b.points);
    for (let at = 0; at + 1 < waiting.length; ) {
      const [a, b] = waiting.slice(at, at + 2);
      if (a === undefined || b === undefined) return;
      const range = RANGE * (1 + (nowMs - Math.min(a.sinceMs, b.sinceMs)) / 1_000);
      if (b.points - a.points > range) {
        at += 1;
        continue;
      }
      waiting.splice(at, 2);
      for (const { roleId } of [a, b]) self.members.remove(roleId);
      const matchId = `${a.roleId}:${b.roleId}:${self.random.below(1_000_000)}`;
      self.actor(room, matchId).tell.open({ players: [a.roleId, b.roleId] });
    }
  })
  .on('waiting', (self) => self.state.waiting.map(({ roleId }) => roleId))
  .hook('left', (self, roleId) => {
    self.state.waiting = self.state.waiting.filter((one) => one.roleId !== roleId);
  });

export const matches = defineModule({ name: 'match', messages, tables: { rating }, actors: [queue, room] })
  .on(MatchQueueC2s, async (ctx) => {
    const points = ctx.rows.rating.get()?.points ?? 1_000;
    ctx.reply(MatchQueueS2c, { answer: await ctx.actor(queue, 'all').join({ roleId: ctx.role.id, points }) });
  })
  .on(MatchAimC2s, (ctx, { matchId, angle }) => {
    // Each key wakes an actor: a client does not choose it freely.
    if (!matchId.split(':').includes(String(ctx.role.id))) return;
    ctx.actor(room, matchId).tell.aim({ roleId: ctx.role.id, angle });
  });
