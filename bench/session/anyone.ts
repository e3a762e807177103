// What the servers of benchmarks have in place of jadegate's own sign-in, with the same settings and offers: anyone may sign in, as on
// a server in development. And a module that broadcasts a text to all roles in the world.
import { defineModule } from '../../src/gate/index.ts';
import { loginModule } from '../../src/modules/login/index.ts';
import { UserAuthC2s } from '../../src/modules/login/login.messages.ts';
import { BenchNewsS2c, BenchShoutC2s } from './bench-messages.ts';

const { name, tables, settings, settingsKey, uses } = loginModule;

export const anyoneModule = defineModule({
  name,
  tables,
  ...(settings === null ? {} : { settings }),
  settingsKey,
  uses,
}).on(UserAuthC2s, async ({ session }, { username, serverid }) => {
  if (session.beginAuth()) await session.signIn({ name: username, serverId: serverid, isVisitor: false });
});
anyoneModule.offers.push(...loginModule.offers);

export const shoutingModule = defineModule({ name: 'bench', messages: [BenchNewsS2c] }).on(
  BenchShoutC2s,
  (ctx, { text }) => {
    ctx.broadcast(BenchNewsS2c, { text });
  },
);

/** For `startServer` and `modulesOf`. */
export const BENCH_GAME = { modules: [anyoneModule, shoutingModule], without: ['login'] };
