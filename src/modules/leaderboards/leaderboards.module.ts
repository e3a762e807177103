// Leaderboards: clients ask for places, games record scores. The boards are actors; names are added where the client is, so that a board
// never waits for the database.
import { z } from 'zod';
import { ActorError, serverFacts } from '../../actor/index.ts';
import { CommandRefused, type Context, defineModule, type Scope } from '../../gate/index.ts';
import { roleWatchers } from '../roles/index.ts';
import { BOARD_NAME } from './board.ts';
import { type BoardPage, leaderboard } from './leaderboard.ts';
import { LEADERBOARD_REFUSAL } from './leaderboards.failures.ts';
import {
  LeaderboardAroundC2s,
  LeaderboardPageC2s,
  LeaderboardRefusedS2c,
  LeaderboardS2c,
  messages,
} from './leaderboards.messages.ts';
import { leaderboardsSettings } from './leaderboards.settings.ts';
import { Leaderboards, leaderboards } from './leaderboards.ts';
import { RoleNames, roleNames } from './role-names.ts';

const board = z.string().regex(BOARD_NAME, 'must be the name of a board').describe('The board');

export const leaderboardsModule = defineModule({
  name: 'leaderboards',
  messages,
  settings: leaderboardsSettings,
  actors: [leaderboard],
  uses: [serverFacts, roleWatchers, leaderboards, roleNames],
})
  .offer(leaderboards, ({ settings }) => new Leaderboards(settings.boards))
  .offer(roleNames, ({ clock }) => new RoleNames(clock))
  .hook('started', (scope) => {
    const names = scope.use(roleNames);
    const boards = scope.use(leaderboards);
    scope.use(roleWatchers).add({
      renamed: (roleId) => names.forget(roleId),
      deleted: (roleId) => {
        names.forget(roleId);
        for (const name of boards.names) scope.actor(leaderboard, name).tell.remove({ roleId });
      },
    });
  })
  .on(LeaderboardPageC2s, (ctx, { board: name, isFormer, ...page }) => {
    const asked = { roleId: ctx.role.id, isFormer, ...page };
    return answer(ctx, { name, isFormer }, () => ctx.actor(leaderboard, name).page(asked));
  })
  .on(LeaderboardAroundC2s, (ctx, { board: name, isFormer, count }) => {
    const asked = { roleId: ctx.role.id, isFormer, count };
    return answer(ctx, { name, isFormer }, () => ctx.actor(leaderboard, name).around(asked));
  })
  .command(
    'leaderboard-reset',
    {
      help: 'begins a new season of a leaderboard; the present one can still be read as the former',
      args: z.object({ board }),
    },
    async (scope, { board: name }) => {
      const season = await known(scope, name).reset();
      return `board ${name}: season ${season} begins`;
    },
  )
  .command(
    'leaderboard-remove',
    {
      help: 'takes the place of a role on a leaderboard away',
      args: z.object({
        board,
        role: z
          .string()
          .regex(/^\d{1,16}$/, 'must be the number of a role')
          .describe('The role'),
      }),
    },
    async (scope, { board: name, role }) => {
      const isRemoved = await known(scope, name).remove({ roleId: BigInt(role) });
      if (!isRemoved) throw new CommandRefused(`board ${name}: role ${role} has no place`);
      scope.log.info('leaderboards: a place was taken away by an operator', { board: name, role });
      return `board ${name}: role ${role} has no place any more`;
    },
  );

function known(scope: Scope<unknown, unknown>, name: string) {
  if (scope.use(leaderboards).find(name) === null) throw new CommandRefused(`there is no leaderboard ${name}`);
  return scope.actor(leaderboard, name);
}

interface Asked {
  readonly name: string;
  readonly isFormer: boolean;
}

async function answer(
  ctx: Context<unknown, 'gaming'>,
  { name, isFormer }: Asked,
  ask: () => Promise<BoardPage | 'no-board'>,
): Promise<void> {
  // The name is the client's: no actor is woken for one that no board has.
  const isKnown = ctx.use(leaderboards).find(name) !== null;
  const page = isKnown ? await ask().catch(unanswered) : 'no-board';
  if (page === 'no-board' || page === 'failed') {
    const reason = page === 'failed' ? LEADERBOARD_REFUSAL.failed : LEADERBOARD_REFUSAL.noBoard;
    ctx.reply(LeaderboardRefusedS2c, { board: name, reason });
    return;
  }
  const names = await ctx.use(roleNames).of(
    ctx,
    page.places.map(({ roleId }) => roleId),
  );
  const places = [];
  for (const place of page.places) {
    const roleName = names.get(place.roleId) ?? null;
    if (roleName !== null) places.push({ ...place, name: roleName });
    // The role was deleted, and the board has not heard of it.
    else ctx.actor(leaderboard, name).tell.remove({ roleId: place.roleId });
  }
  const { season, total, own } = page;
  const mine = { ownRank: own?.rank ?? 0, ownScore: own?.score ?? 0n };
  ctx.reply(LeaderboardS2c, { board: name, isFormer, season, total, ...mine, places });
}

function unanswered(error: unknown): 'failed' {
  if (error instanceof ActorError) return 'failed';
  throw error;
}
