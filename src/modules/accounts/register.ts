// A player makes an account with a password (60023), and is signed in to it. It is off unless the settings open it. An account that
// has signed in here before, in whatever way, belongs to somebody and is never given away.
import type { Context } from '../../gate/index.ts';
import {
  type AuthFailure,
  authFailureCode,
  type loginTables,
  passwordFailure,
  plainAccountName,
  RegistrationRefusedS2c,
  registerPassword,
  registrations,
  signInDesk,
  UserAuthFailS2c,
} from '../login/index.ts';

type RegisterContext = Context<Pick<typeof loginTables, 'password' | 'unplayedVisitor'>, 'connected'>;

export interface RegisterRequest {
  readonly account: string;
  readonly password: string;
  readonly serverid: number;
}

export async function register(ctx: RegisterContext, request: RegisterRequest): Promise<void> {
  const { session } = ctx;
  // The account is new, so it has no session whose place this one could take.
  if (!session.takePlace(null) || !session.beginAuth()) return;
  const outcome = await attempt(ctx, request);
  if ('failure' in outcome) {
    ctx.use(signInDesk).signIn.refuse(session.address, outcome.failure);
    ctx.reply(UserAuthFailS2c, { reasonid: authFailureCode(outcome.failure) });
    session.failAuth();
    return;
  }
  ctx.log.info('an account was registered', { account: outcome.account, address: session.address });
  const account = { name: outcome.account, serverId: request.serverid, isVisitor: false };
  await ctx
    .use(registrations)
    .registered({ kind: 'password', account: account.name, from: null, serverId: account.serverId, session });
  await ctx.use(signInDesk).signIn.complete(session, account);
}

async function attempt(
  ctx: RegisterContext,
  { account: given, password, serverid: serverId }: RegisterRequest,
): Promise<{ readonly account: string } | { readonly failure: AuthFailure }> {
  const { session } = ctx;
  const { password: provider, registration, serverIds } = ctx.use(signInDesk);
  if (provider === null || registration === null) return { failure: 'provider-off' };
  if (!serverIds.includes(serverId)) return { failure: 'unknown-server' };
  const account = plainAccountName(given);
  if (account === null) return { failure: 'malformed' };
  if (passwordFailure(password, account) !== null) return { failure: 'password-refused' };
  // Before all that costs: the store, the rules of modules, the hash.
  if (!registration.enter(session.address)) return { failure: 'busy' };
  const refusal = await ctx.use(registrations).check({ kind: 'password', account, from: null, serverId, session });
  if (refusal !== null) {
    if (refusal.text === null) return { failure: 'unavailable' };
    ctx.reply(RegistrationRefusedS2c, { text: refusal.text });
    return { failure: 'registration-refused' };
  }
  const hash = await provider.hash(password);
  if (hash === null) return { failure: 'busy' };
  const isNew = await ctx.store.run(registerPassword, { account, hash, createdMs: ctx.clock.wallMs() });
  return isNew ? { account } : { failure: 'account-taken' };
}
