// Signing in with `user_auth_c2s` (410): this module finds the provider, and the desk makes the attempt. Other modules sign sessions
// in through the desk, which this module offers.
import { z } from 'zod';
import { defineOffer, serverFacts } from '../../actor/index.ts';
import { inPortions } from '../../base/index.ts';
import { CommandRefused, type Context, defineModule } from '../../gate/index.ts';
import type { AskingProviders } from './asking-providers-node.ts';
import { FAILURE_REPORT_MS } from './lockout-limits.ts';
import { authFailureCode } from './login.failures.ts';
import { UserAuthC2s, UserAuthFailS2c } from './login.messages.ts';
import { addPassword, forgetTickets } from './login.procedures.ts';
import { type AuthSettings, authSettings } from './login.settings.ts';
import { loginTables } from './login.tables.ts';
import { FORGET_PERIOD_MS, FORGET_TICKETS_MAX } from './login-limits.ts';
import { LoginStore } from './login-store.ts';
import type { Credentials } from './providers/provider.ts';
import { Registrations } from './registrations.ts';
import { openSignInDesk, type SignInDesk } from './sign-in-desk.ts';
import { ticketKeysOf } from './ticket-keys-node.ts';

const NONE_ASKING: AskingProviders = { platform: null, jwt: null };

/** The ways to sign in that are open. */
export const signInDesk = defineOffer<SignInDesk>('sign-in');

/** Rules of modules for registrations. */
export const registrations = defineOffer<Registrations>('registrations');

export const loginModule = defineModule({
  name: 'login',
  tables: loginTables,
  settings: authSettings,
  settingsKey: 'auth',
  uses: [serverFacts],
})
  .offer(signInDesk, async (scope) => {
    const { isDevelopment, serverIds, dataDirectory, counters, signInMs } = scope.use(serverFacts);
    const { settings, clock, log, random } = scope;
    const ticketKeys = await ticketKeysOf(settings, { dataDirectory, random });
    const isAsking = settings.platform !== undefined || settings.jwt !== undefined;
    const parts = { clock, counters, log, random, signInMs };
    const asking = isAsking
      ? await (await import('./asking-providers-node.ts')).openAskingProviders(settings, parts)
      : NONE_ASKING;
    return openSignInDesk({ settings, isDevelopment, serverIds, ticketKeys, asking, clock, counters, log, random });
  })
  .offer(registrations, (scope) => new Registrations(scope.log))
  .on(UserAuthC2s, async (ctx, credentials) => {
    if (ctx.session.beginAuth()) await signIn(ctx, credentials);
  })
  .hook('stopping', (scope) => {
    const { platform, jwt } = scope.use(signInDesk).asking;
    platform?.close();
    jwt?.close();
  })
  .hook('status', (scope) => {
    const { platform, jwt } = scope.use(signInDesk).asking;
    const asked = [platform, jwt].filter((provider) => provider !== null);
    return asked.map(({ name, statusText }) => [`sign-in ${name}`, statusText]);
  })
  .every(FORGET_PERIOD_MS, async (scope, tick) => {
    const args = { expiredAtMs: scope.clock.wallMs(), countMax: FORGET_TICKETS_MAX };
    await inPortions(tick, () => scope.store.run(forgetTickets, args));
  })
  .every(FAILURE_REPORT_MS, (scope) => scope.use(signInDesk).failures.report(scope.log), { inEachProcess: true })
  .command(
    'account-add',
    {
      help: 'adds a password account; `jadegate account add` asks for the password and makes the hash',
      args: z.object({
        account: z.string().min(1).max(64).describe('The name to sign in with'),
        hash: z.string().min(1).max(512).describe('The hash of its password, as a PHC string'),
      }),
    },
    async (scope, { account, hash }) => {
      const { store } = scope.use(serverFacts);
      if (await scope.store.run(addPassword, { account, hash, createdMs: scope.clock.wallMs() })) return store;
      throw new CommandRefused(`account ${account} already exists in ${store}`);
    },
  );

async function signIn(
  ctx: Context<typeof loginTables, 'connected', AuthSettings>,
  credentials: Credentials,
): Promise<void> {
  const { session } = ctx;
  const { address } = session;
  const { serverid: serverId } = credentials;
  const desk = ctx.use(signInDesk);
  const provider = desk.providers.choose(credentials.type);
  const verdict =
    provider === null
      ? desk.signIn.refuse(address, 'provider-off')
      : await desk.signIn.attempt({
          address,
          serverId,
          lockKey: provider.lockKey(credentials),
          isGuessable: provider.isGuessable,
          store: new LoginStore(ctx.store),
          isWanted: () => !session.isClosing,
          verify: (at) => provider.verify(credentials, at),
        });
  if (verdict.ok) {
    const { account: name, profile } = verdict;
    const known = profile === undefined ? {} : { profile };
    await desk.signIn.complete(session, { name, serverId, isVisitor: false, ...known });
    return;
  }
  ctx.log.debug('sign-in refused', { session: session.id, address, reason: verdict.reason });
  ctx.reply(UserAuthFailS2c, { reasonid: authFailureCode(verdict.reason) });
  session.failAuth();
}
