// What the processes of a shared run send each other.
import type { RobotsOptions, RobotsProgress } from './run-robots.ts';
import type { TallyData } from './tally.ts';

/** The options that another process can be sent: no function, so the accounts sign in as the `dev` provider accepts them. */
export type SharedRobotsOptions = Omit<RobotsOptions, 'credentials'>;

export type ToWorker =
  | { readonly kind: 'run'; readonly options: SharedRobotsOptions }
  /** End early, and send what was measured. */
  | { readonly kind: 'abort' };

export type FromWorker =
  | { readonly kind: 'progress'; readonly progress: RobotsProgress }
  | { readonly kind: 'done'; readonly tally: TallyData }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
