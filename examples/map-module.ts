// A game on jadegate's map: a lake that nobody walks through, duels that keep a role on its line, and a way home.
import { defineModule, defineOffer, mapGround, travelRules, walker, z } from 'jadegate';

const ROLE = z.string().regex(/^\d{1,16}$/);
/** A code of message 63: the role is in combat. */
const IN_COMBAT = 10_077;

export const lake = defineModule({ name: 'lake', uses: [mapGround] }).hook('started', (scope) => {
  const isLake = (mapId: number, x: number, y: number) => mapId === 100 && x >= 40 && x < 50 && y >= 100 && y < 120;
  scope.use(mapGround).setTerrain({ isBlocked: isLake });
});

/** Roles in a duel. */
const duellists = defineOffer<Set<bigint>>('duellists');

export const duels = defineModule({ name: 'duels', uses: [travelRules] })
  .offer(duellists, () => new Set())
  .hook('started', (scope) => {
    const fighting = scope.use(duellists);
    scope.use(travelRules).add(({ roleId }) => (fighting.has(roleId) ? IN_COMBAT : 0));
  })
  .hook('left', (ctx) => {
    if (ctx.role !== null) ctx.use(duellists).delete(ctx.role.id);
  })
  .command('duel', { help: 'begins a duel', args: z.object({ role: ROLE }) }, (scope, { role }) => {
    scope.use(duellists).add(BigInt(role));
    return 'begun';
  })
  .command('send-home', { help: 'sends a role to its town', args: z.object({ role: ROLE }) }, (scope, { role }) =>
    scope.actor(walker, BigInt(role)).teleport({ mapId: 100, x: 58, y: 112 }),
  );
