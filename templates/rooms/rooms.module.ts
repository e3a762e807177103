// Rooms where players meet, talk, and guess a number against the clock. A room is an actor: it handles one call after the other, so
// that no code here needs a lock. Its `state` is memory, lost when it sleeps; its rows are durable.
import { defineActor, defineModule, type SelfOf, z } from 'jadegate';
import { defineTable, integer, text } from 'jadegate/store';
import {
  messages,
  RoomGuessC2s,
  RoomGuessS2c,
  RoomJoinC2s,
  RoomJoinS2c,
  RoomLeaveC2s,
  RoomListC2s,
  RoomListS2c,
  RoomNewsS2c,
  RoomSayC2s,
} from './rooms.messages.ts';

const NUMBER_MAX = 100;
const ROOM_NAME = /^[a-z0-9-]{1,20}$/;
/** How often a room tells the lobby how many players it has, and after how long without that the lobby forgets it. */
const REPORT_MS = 5_000;
const FORGET_MS = 15_000;

/** Of an actor: rows of one room. The column `owner` is the room's key, and is not written in code. */
const best = defineTable({
  name: 'room_best',
  kind: 'actor',
  owner: text(),
  columns: { score: integer(), name: text() },
});
/** Of a role: the room that it is in. A player who comes back is in the same room. */
const place = defineTable({ name: 'room_place', kind: 'split', live: true, columns: { room: text() } });

/** In jadegate.config.ts: `rooms: { roundSeconds: 30 }`. In the environment: `JADEGATE_ROOMS_ROUND_SECONDS=30`. */
const settings = z.object({
  roundSeconds: z.int().min(5).max(3_600).default(60).describe('How long a number stays the same'),
  playersMax: z.int().min(1).max(1_000).default(20).describe('Players in one room'),
});

/** The list of rooms. It is in memory, and as good as the last reports: after a restart the rooms report again. */
const lobby = defineActor({
  name: 'lobby',
  key: text(),
  state: () => new Map<string, { readonly players: number; readonly atMs: number }>(),
})
  .on('report', (self, { room, players }: { readonly room: string; readonly players: number }) => {
    if (players === 0) self.state.delete(room);
    else self.state.set(room, { players, atMs: self.clock.monotonicMs() });
  })
  .on('rooms', (self) => {
    const sinceMs = self.clock.monotonicMs() - FORGET_MS;
    return [...self.state]
      .filter(([, { atMs }]) => atMs >= sinceMs)
      .map(([room, { players }]) => ({ room, players }))
      .slice(0, 100);
  });

interface Round {
  number: number;
  secondsLeft: number;
  readonly players: Map<bigint, { readonly name: string; score: number }>;
}
const roomKind = defineActor({
  name: 'room',
  key: text(),
  tables: { best },
  settings,
  state: (): Round => ({ number: 0, secondsLeft: 0, players: new Map() }),
});
type RoomSelf = SelfOf<typeof roomKind>;

const room = roomKind
  .hook('started', (self) => startRound(self))
  .on('join', (self, { roleId, name }: { readonly roleId: bigint; readonly name: string }) => {
    const { players, secondsLeft } = self.state;
    // A refusal is an answer. Its type is 'full', and the caller has it.
    if (!players.has(roleId) && players.size >= self.settings.playersMax) return 'full';
    if (!players.has(roleId)) {
      players.set(roleId, { name, score: 0 });
      tellAll(self, `${name} is here`);
    }
    // A member hears what is sent to the members, until it leaves the game.
    self.members.add(roleId);
    report(self);
    const record = self.rows.best.get();
    return { secondsLeft, bestScore: record?.score ?? 0, bestName: record?.name ?? '' };
  })
  .on('leave', (self, { roleId }: { readonly roleId: bigint }) => {
    self.members.remove(roleId);
    goOut(self, roleId);
  })
  .on('say', (self, { roleId, said }: { readonly roleId: bigint; readonly said: string }) => {
    const player = self.state.players.get(roleId);
    if (player !== undefined) tellAll(self, `${player.name}: ${said}`);
  })
  .on('guess', (self, { roleId, number }: { readonly roleId: bigint; readonly number: number }) => {
    const player = self.state.players.get(roleId);
    if (player === undefined) return 'outside';
    if (number !== self.state.number) return number < self.state.number ? 'low' : 'high';
    const score = player.score + 1;
    // The row is committed when this function returns. Only then does anybody hear of it.
    if (score > (self.rows.best.get()?.score ?? 0)) self.rows.best.upsert({ score, name: player.name });
    tellAll(self, `${player.name} has found ${number}`);
    // An exception would undo the row, but not `state`: change it last.
    player.score = score;
    startRound(self);
    return 'right';
  })
  .on('best', (self) => self.rows.best.get())
  .every(1_000, (self, { missed }) => {
    const { state } = self;
    state.secondsLeft -= 1 + missed;
    if (state.secondsLeft > 0) return;
    tellAll(self, `nobody has found ${state.number}`);
    startRound(self);
  })
  .every(REPORT_MS, (self) => report(self))
  .hook('left', (self, roleId) => goOut(self, roleId));

function startRound(self: RoomSelf): void {
  self.state.number = 1 + self.random.below(NUMBER_MAX);
  self.state.secondsLeft = self.settings.roundSeconds;
}

function tellAll(self: RoomSelf, news: string): void {
  self.members.send(RoomNewsS2c, { text: news });
}

function report(self: RoomSelf): void {
  // No answer is needed: `tell` does not wait.
  self.actor(lobby, 'all').tell.report({ room: self.key, players: self.state.players.size });
}

function goOut(self: RoomSelf, roleId: bigint): void {
  const player = self.state.players.get(roleId);
  if (player === undefined) return;
  self.state.players.delete(roleId);
  tellAll(self, `${player.name} has left`);
  report(self);
}

export const rooms = defineModule({ name: 'rooms', messages, tables: { place }, actors: [room, lobby], settings })
  .on(RoomJoinC2s, async (ctx, { room: name }) => {
    const refuse = (answer: string): void => {
      ctx.reply(RoomJoinS2c, { answer, room: name, secondsLeft: 0, bestScore: 0, bestName: '' });
    };
    if (!ROOM_NAME.test(name)) return refuse('no-name');
    const joined = await ctx.actor(room, name).join({ roleId: ctx.role.id, name: ctx.role.name });
    if (joined === 'full') return refuse(joined);
    const before = ctx.rows.place.get();
    if (before !== null && before.room !== name) ctx.actor(room, before.room).tell.leave({ roleId: ctx.role.id });
    ctx.rows.place.upsert({ room: name });
    ctx.reply(RoomJoinS2c, { answer: 'joined', room: name, ...joined });
  })
  .on(RoomLeaveC2s, (ctx) => {
    const here = ctx.rows.place.get();
    if (here === null) return;
    ctx.rows.place.delete();
    ctx.actor(room, here.room).tell.leave({ roleId: ctx.role.id });
  })
  .on(RoomListC2s, async (ctx) => {
    ctx.reply(RoomListS2c, { rooms: await ctx.actor(lobby, 'all').rooms() });
  })
  .on(RoomSayC2s, (ctx, { text: said }) => {
    const here = ctx.rows.place.get();
    if (here !== null) ctx.actor(room, here.room).tell.say({ roleId: ctx.role.id, said });
  })
  .on(RoomGuessC2s, async (ctx, { number }) => {
    const here = ctx.rows.place.get();
    const answer = here === null ? 'outside' : await ctx.actor(room, here.room).guess({ roleId: ctx.role.id, number });
    ctx.reply(RoomGuessS2c, { answer });
  })
  .hook('arrived', async (ctx) => {
    const here = ctx.rows.place.get();
    if (here === null) return;
    const joined = await ctx.actor(room, here.room).join({ roleId: ctx.role.id, name: ctx.role.name });
    if (joined === 'full') ctx.rows.place.delete();
  })
  .command(
    'room-best',
    {
      help: 'says who has the best score of a room',
      args: z.object({ room: z.string().describe('The name of the room') }),
    },
    async (scope, { room: name }) => {
      const record = await scope.actor(room, name).best();
      return record === null ? `nobody has found a number in ${name}` : `${record.name}: ${record.score}`;
    },
  );
