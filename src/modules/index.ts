// Door of jadegate's own modules, in the order in which their hooks run. A game's modules come after them; it can leave out any.
import { type AnyModule, basicsModule } from '../gate/index.ts';
import { linesModule } from './lines/index.ts';
import { loginModule } from './login/index.ts';
import { mapModule } from './map/index.ts';
import { rolesModule } from './roles/index.ts';
import { visitorsModule } from './visitors/index.ts';
import { wordsModule } from './words/index.ts';

export const BUILT_IN_MODULES = [
  basicsModule,
  wordsModule,
  loginModule,
  rolesModule,
  linesModule,
  mapModule,
  visitorsModule,
] as const satisfies readonly AnyModule[];
