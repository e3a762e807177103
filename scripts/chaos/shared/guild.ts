// A guild: who joins pays a fee into its chest, whole or not at all.
import { defineActor, rollback, z } from '../../../src/index.ts';
import { bigint } from '../../../src/store/index.ts';
import { bag } from './bag.ts';
import { book } from './books.ts';
import { guildTables } from './shared.tables.ts';

/** Mistakes that a game can make, planted to see that the run finds them. */
export const BUGS = ['answers-early', 'no-once', 'two-calls'] as const;
export type Bug = (typeof BUGS)[number];
export const settings = z.object({ bug: z.enum(BUGS).optional() });

/** How long the planted mistake lets a member believe that it has joined. */
const EARLY_MS = 400;
/** Guilds sleep and wake all the time. */
const IDLE_MS = 500;

interface Application {
  readonly order: string;
  readonly roleId: bigint;
  readonly fee: bigint;
}

export const guild = defineActor({ name: 'guild', key: bigint(), tables: guildTables, settings, idleMs: IDLE_MS }).on(
  'join',
  async (self, application: Application) => {
    const { order, roleId, fee } = application;
    const refs = [self.me, self.actor(bag, roleId)] as const;
    const join = () =>
      self.together(
        refs,
        (here, purse) => {
          if (here.rows.member.get(roleId) !== null) return rollback('refused');
          if (!book(purse.rows, { id: order, gold: -fee, parts: 2 })) return rollback('refused');
          here.rows.member.insert({ roleId });
          book(here.rows, { id: order, gold: fee, parts: 2 });
          return 'done';
        },
        { once: order },
      );
    if (self.settings.bug !== 'answers-early') return await join();
    self.after(EARLY_MS, async (later) => {
      await later.together([later.me, later.actor(bag, roleId)], (here, purse) => {
        book(purse.rows, { id: order, gold: -fee, parts: 2 });
        book(here.rows, { id: order, gold: fee, parts: 2 });
      });
    });
    return 'done';
  },
);
