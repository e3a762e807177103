// The module with what every client may ask, whatever the game: heartbeat, time and version.

import { defineOffer, serverFacts } from '../actor/index.ts';
import { askForNotices } from './dev-notices.ts';
import {
  DevNoticesC2s,
  HeartbeatC2s,
  QueryTimeC2s,
  QueryTimeS2c,
  ServerVersionC2s,
  ServerVersionS2c,
} from './gate.messages.ts';
import { defineModule } from './module.ts';

/** The classic client divides by this value, and treats less as no answer. */
const TIME_MS_MIN = 50;

/** When the process started, on its monotonic clock. */
const startMs = defineOffer<number>('start-time');

export const basicsModule = defineModule({ name: 'basics', uses: [serverFacts] })
  .offer(startMs, (scope) => scope.clock.monotonicMs())
  .on(HeartbeatC2s, (ctx, message) => {
    // The one message that both sides send: `reply` takes messages of the server only.
    ctx.session.send(HeartbeatC2s, message);
  })
  .on(QueryTimeC2s, (ctx) => {
    ctx.reply(QueryTimeS2c, { timeAsync: sinceStart(ctx.clock.monotonicMs() - ctx.use(startMs)) });
  })
  .on(DevNoticesC2s, (ctx) => {
    if (ctx.use(serverFacts).isDevelopment) askForNotices(ctx.session);
  })
  .on(ServerVersionC2s, (ctx) => {
    ctx.reply(ServerVersionS2c, { v: ctx.use(serverFacts).version });
  });

/** Milliseconds as the u32 of the wire, which wraps after 49 days. */
function sinceStart(elapsedMs: number): number {
  return Math.max(TIME_MS_MIN, Math.floor(elapsedMs) >>> 0);
}
