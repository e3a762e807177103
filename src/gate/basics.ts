// The module with what every client may ask, whatever the game: heartbeat, time and version.
import type { Clock } from '../base/index.ts';
import { HeartbeatC2s, QueryTimeC2s, QueryTimeS2c, ServerVersionC2s, ServerVersionS2c } from './gate.messages.ts';
import { defineModule, type GameModule } from './module.ts';

/** The classic client divides by this value, and treats less as no answer. */
const TIME_MS_MIN = 50;

export interface BasicsOptions {
  readonly clock: Clock;
  /** Sent to clients that ask which version runs. */
  readonly version: string;
}

export function createBasics(options: BasicsOptions): GameModule {
  const { clock, version } = options;
  const startMs = clock.monotonicMs();
  return defineModule({ name: 'basics' })
    .on(HeartbeatC2s, (ctx, message) => {
      ctx.reply(HeartbeatC2s, message);
    })
    .on(QueryTimeC2s, (ctx) => {
      ctx.reply(QueryTimeS2c, { timeAsync: sinceStart(clock.monotonicMs() - startMs) });
    })
    .on(ServerVersionC2s, (ctx) => {
      ctx.reply(ServerVersionS2c, { v: version });
    });
}

/** Milliseconds as the u32 of the wire, which wraps after 49 days. */
function sinceStart(elapsedMs: number): number {
  return Math.max(TIME_MS_MIN, Math.floor(elapsedMs) >>> 0);
}
