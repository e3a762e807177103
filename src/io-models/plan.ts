// What a run measures: each model with more and more idle connections, and level against edge with several messages at
// once.
import { BURST_COUNT, MODELS, type ModelName } from './model.ts';
import type { Step } from './row.ts';

export interface Plan {
  readonly steps: readonly Step[];
  /** Before the first window, with load. */
  readonly warmMs: number;
  readonly windowMs: number;
}

/**
 * Numbers of idle connections. Three are below select's limit of 1,024, since a slope needs three points; one is above
 * it.
 */
const IDLE_FULL = [10, 100, 1_000, 10_000];
const IDLE_QUICK = [10, 100, 1_000, 3_000];
/** Idle connections when level is compared with edge; the number affects neither. */
const IDLE_BURST = 100;

export function planOf({ isQuick }: { readonly isQuick: boolean }): Plan {
  const idle = isQuick ? IDLE_QUICK : IDLE_FULL;
  const steps = MODELS.flatMap(({ name }) => idle.map((count) => ({ model: name, idle: count, burst: 1 })));
  const triggers: readonly ModelName[] = ['epoll-level', 'epoll-edge'];
  const bursts = triggers.map((model) => ({ model, idle: IDLE_BURST, burst: BURST_COUNT }));
  const times = isQuick ? { warmMs: 40, windowMs: 50 } : { warmMs: 400, windowMs: 600 };
  return { steps: [...steps, ...bursts], ...times };
}
