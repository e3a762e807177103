// What every session may ask, whatever game runs behind the gate: the heartbeat's echo, the time, the version.
import { HeartbeatC2s, QueryTimeC2s, QueryTimeS2c, ServerVersionC2s, ServerVersionS2c } from './gate.messages.ts';
import { defineModule } from './module.ts';
import { defineOffer, serverFacts } from './offer.ts';

/** The classic client divides by the time, and takes a smaller one for no answer. */
const TIME_MS_MIN = 50;

/** When the process started, on its monotonic clock. */
const startMs = defineOffer<number>('start-time');

export const basicsModule = defineModule({ name: 'basics', uses: [serverFacts] })
  .offer(startMs, (scope) => scope.clock.monotonicMs())
  .on(HeartbeatC2s, (ctx, message) => {
    ctx.reply(HeartbeatC2s, message);
  })
  .on(QueryTimeC2s, (ctx) => {
    ctx.reply(QueryTimeS2c, { timeAsync: sinceStart(ctx.clock.monotonicMs() - ctx.use(startMs)) });
  })
  .on(ServerVersionC2s, (ctx) => {
    ctx.reply(ServerVersionS2c, { v: ctx.use(serverFacts).version });
  });

/** Milliseconds as the u32 of the wire, which turns over after 49 days. */
function sinceStart(elapsedMs: number): number {
  return Math.max(TIME_MS_MIN, Math.floor(elapsedMs) >>> 0);
}
