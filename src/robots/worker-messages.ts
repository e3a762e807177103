// What the processes of a shared run send each other. Maps, sets, bytes and bigints may be part of it.
import type { RobotsOptions, RobotsProgress } from './run-robots.ts';
import type { RobotEntry, StagePart, Start } from './scenario/index.ts';
import type { TallyData } from './tally.ts';

/** The options that another process can be sent: no function, so the accounts sign in as the `dev` provider accepts them. */
export type SharedRobotsOptions = Omit<RobotsOptions, 'credentials'>;

export type ToWorker =
  | {
      readonly kind: 'run';
      readonly options: SharedRobotsOptions /** Each process loads it by its name. */;
      readonly scenario: string | null;
    }
  /** The robots of all processes are in the world. */
  | { readonly kind: 'start'; readonly start: Start }
  /** The robots of all processes rest. */
  | { readonly kind: 'settle' }
  /** The logs of all processes are closed: the robots may leave the game. */
  | { readonly kind: 'leave' }
  /** End early, and send what was measured. */
  | { readonly kind: 'abort' };

export type FromWorker =
  | { readonly kind: 'progress'; readonly progress: RobotsProgress }
  | { readonly kind: 'entered'; readonly part: readonly RobotEntry[] }
  | { readonly kind: 'rested' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'done'; readonly tally: TallyData; readonly part: StagePart | null }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
