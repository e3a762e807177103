// Signing in with `user_auth_c2s` (410): which provider, whether it may be asked, what it said.
import { defineModule, type GameModule } from '../../gate/index.ts';
import { UserAuthC2s, UserAuthFailS2c } from './login.messages.ts';
import { authFailureCode } from './providers/auth-failure.ts';
import type { ProviderSet } from './providers/provider-set.ts';
import type { SignIn } from './sign-in.ts';

export interface LoginDependencies {
  readonly providers: ProviderSet;
  readonly signIn: SignIn;
}

export function createLoginModule(dependencies: LoginDependencies): GameModule {
  const { providers, signIn } = dependencies;
  return defineModule({ name: 'login' }).on(UserAuthC2s, async (ctx, credentials) => {
    const { session } = ctx;
    if (!session.beginAuth()) return;
    const { address } = session;
    const { serverid: serverId } = credentials;
    const provider = providers.choose(credentials.type);
    const verdict =
      provider === null
        ? signIn.refuse(address, 'provider-off')
        : await signIn.attempt({
            address,
            serverId,
            lockKey: provider.lockKey(credentials),
            verify: (at) => provider.verify(credentials, at),
          });
    if (verdict.ok) {
      await signIn.complete(session, { name: verdict.account, serverId, isVisitor: false });
      return;
    }
    ctx.log.debug('sign-in refused', { session: session.id, address, reason: verdict.reason });
    ctx.reply(UserAuthFailS2c, { reasonid: authFailureCode(verdict.reason) });
    session.failAuth();
  });
}
