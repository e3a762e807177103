// Door of jadegate's own modules, in the order in which their hooks run. A game's modules come after them; it can leave out any.
import { type AnyModule, basicsModule } from '../gate/index.ts';
import { accountsModule } from './accounts/index.ts';
import { bagsModule } from './bags/index.ts';
import { bansModule } from './bans/index.ts';
import { chatModule } from './chat/index.ts';
import { gmModule } from './gm/index.ts';
import { guildsModule } from './guilds/index.ts';
import { leaderboardsModule } from './leaderboards/index.ts';
import { linesModule } from './lines/index.ts';
import { loginModule } from './login/index.ts';
import { mailModule } from './mail/index.ts';
import { mapModule } from './map/index.ts';
import { partyModule } from './party/index.ts';
import { rolesModule } from './roles/index.ts';
import { tradesModule } from './trades/index.ts';
import { visitorsModule } from './visitors/index.ts';
import { wordsModule } from './words/index.ts';

const BUILT_IN = {
  basics: basicsModule,
  words: wordsModule,
  login: loginModule,
  bans: bansModule,
  accounts: accountsModule,
  roles: rolesModule,
  lines: linesModule,
  map: mapModule,
  party: partyModule,
  guilds: guildsModule,
  visitors: visitorsModule,
  bags: bagsModule,
  chat: chatModule,
  gm: gmModule,
  trades: tradesModule,
  mail: mailModule,
  leaderboards: leaderboardsModule,
} as const satisfies Readonly<Record<string, AnyModule>>;

/** The name of a module of jadegate. */
export type BuiltInName = keyof typeof BUILT_IN;

export const BUILT_IN_MODULES = Object.values(BUILT_IN);
