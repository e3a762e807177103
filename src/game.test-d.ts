// What the compiler must know and refuse of a game's settings. Checked with all types; nothing here runs.
import { z } from 'zod';
import { defineGame } from './game.ts';
import { defineModule, gateDoor } from './gate/index.ts';
import { banBook } from './modules/bans/index.ts';
import { registrations } from './modules/login/index.ts';
import { startTestServer } from './testing.ts';

const mine = defineModule({ name: 'mine', settings: z.object({ orePerPlace: z.int().default(3) }) });
const shop = defineModule({ name: 'shop', settings: z.object({ fee: z.number() }), settingsKey: 'market' });
const bare = defineModule({ name: 'bare' });

defineGame({ gate: { port: 8001 }, modules: [mine, shop, bare], mine: { orePerPlace: 5 }, market: { fee: 2 } });
defineGame({ modules: [bare], without: ['visitors'], lines: { count: 3 } });
defineGame({ dev: true });
// @ts-expect-error: there is no such setting
defineGame({ modules: [mine], mine: { orePerPlaces: 5 } });
// @ts-expect-error: it is a number
defineGame({ modules: [mine], mine: { orePerPlace: '5' } });
// @ts-expect-error: its settings stand under another key
defineGame({ modules: [shop], shop: { fee: 2 } });
// @ts-expect-error: no such module is in the game
defineGame({ modules: [bare], mine: { orePerPlace: 5 } });
// @ts-expect-error: jadegate has no such module
defineGame({ without: ['mine'] });
// @ts-expect-error: it is a number
defineGame({ modules: [mine], lines: { count: 'three' } });

export const server = startTestServer({ modules: [mine], settings: { mine: { orePerPlace: 5 } } });
// @ts-expect-error: there is no such setting
void startTestServer({ modules: [mine], settings: { mine: { gold: 5 } } });

defineModule({ name: 'chatter', uses: [banBook, gateDoor, registrations] }).hook('started', (scope) => {
  const mute = scope.use(banBook).muteOf({ account: 'ann', roleId: 1n }, 'world');
  const seconds: number | null = mute === null ? null : mute.seconds;
  // @ts-expect-error: role ids are bigints
  scope.use(banBook).muteOf({ account: 'ann', roleId: 1 }, 'world');
  // @ts-expect-error: the channel is missing
  scope.use(banBook).muteOf({ account: 'ann', roleId: 1n });
  scope.use(registrations).add({ name: 'chatter', check: ({ account }) => (account === 'ann' ? 'no' : null) });
  // @ts-expect-error: a refusal is words, not a flag
  scope.use(registrations).add({ name: 'chatter', check: () => false });
  // @ts-expect-error: a rule has the name of its module
  scope.use(registrations).add({ check: () => null });
  // @ts-expect-error: a guard gives a reason, not a flag
  scope.use(gateDoor).addGuard(() => true);
  return void seconds;
});
