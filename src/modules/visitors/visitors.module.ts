// Visitors: players who try the game without an account. They sign in with 423, are given an account and a role at once, may name
// the role (426, 427, 428), and may turn the account into one of their own (425), which then owns the role.
import { pick } from '../../base/index.ts';
import { type Context, defineModule, serverFacts } from '../../gate/index.ts';
import { worldRoles } from '../lines/index.ts';
import {
  authFailureCode,
  emptyCredentials,
  IsFinishVisitorC2s,
  IsVisitorC2s,
  LoginStore,
  loginTables,
  signInDesk,
  UserAuthFailS2c,
  VisitorRenameC2s,
  VisitorRenamedS2c,
  VisitorRenameFailedS2c,
  VisitorRenameS2c,
  VisitorUpgradedS2c,
} from '../login/index.ts';
import { moveRoles, ownerOf, roleBook, visitorRoleName } from '../roles/index.ts';

const GENDERS = [0, 1] as const;
const CLASS_TYPES = [1, 2, 3] as const;

/** A visitor signs in as any account does, so the tables are those of the login module. */
const tables = { password: loginTables.password };

type VisitorContext<S extends string> = Context<typeof tables, S>;
type WorldContext = VisitorContext<'entering' | 'gaming'>;
type Claim = { readonly t: number; readonly f: string; readonly u: string };

export const visitorsModule = defineModule({
  name: 'visitors',
  tables,
  uses: [serverFacts, signInDesk, roleBook, worldRoles],
})
  .on(IsVisitorC2s, signIn)
  .hook('arrived', (ctx) => {
    if (ctx.account.isVisitor) ctx.reply(VisitorRenameS2c, {});
  })
  .on(VisitorRenameC2s, (ctx, { n }) => rename(ctx, n))
  .on(IsFinishVisitorC2s, upgrade);

async function signIn(
  ctx: VisitorContext<'connected'>,
  { t, f }: { readonly t: number; readonly f: string },
): Promise<void> {
  const { session } = ctx;
  const { visitor, signIn } = ctx.use(signInDesk);
  if (visitor === null) return session.close('unknown-message', 'visitors are not let in by this server');
  if (!session.beginAuth()) return;
  // 423 names no server: visitors play on the first.
  const [serverId = 1] = ctx.use(serverFacts).serverIds;
  const credentials = emptyCredentials({ time: String(t), flag: f, serverid: serverId });
  const verdict = await signIn.attempt({
    address: session.address,
    serverId,
    lockKey: visitor.lockKey(),
    isGuessable: visitor.isGuessable,
    store: new LoginStore(ctx.store),
    verify: (at) => visitor.verify(credentials, at),
  });
  if (!verdict.ok || !(await createRole(ctx, { account: verdict.account, serverId }))) {
    ctx.reply(UserAuthFailS2c, { reasonid: authFailureCode(verdict.ok ? 'unavailable' : verdict.reason) });
    session.failAuth();
    return;
  }
  await signIn.complete(session, { name: verdict.account, serverId, isVisitor: true });
}

/** A visitor's account is new, so its role is its first. */
async function createRole(
  ctx: VisitorContext<'connected'>,
  owner: { readonly account: string; readonly serverId: number },
): Promise<boolean> {
  const outcome = await ctx.use(roleBook).createVisitor(ctx, {
    ...owner,
    name: visitorRoleName(owner.account),
    gender: pick(ctx.random, GENDERS),
    classType: pick(ctx.random, CLASS_TYPES),
    address: ctx.session.address,
  });
  return outcome.ok;
}

async function rename(ctx: WorldContext, newName: string): Promise<void> {
  const { account, role } = ctx;
  const request = { account: account.name, roleId: role.id, newName };
  const outcome = account.isVisitor ? await ctx.use(roleBook).rename(ctx, request) : null;
  if (outcome === null || typeof outcome === 'number') {
    ctx.reply(VisitorRenameFailedS2c, { reason: outcome ?? 0 });
    return;
  }
  ctx.use(worldRoles).rename(role.id, outcome.name);
  ctx.session.renameRole(outcome.name);
  ctx.reply(VisitorRenamedS2c, { name: outcome.name });
}

/** Makes the visitor the account that it proved to own; the roles go along. */
async function upgrade(ctx: WorldContext, claim: Claim): Promise<void> {
  const { session, account } = ctx;
  const { signIn, upgrade } = ctx.use(signInDesk);
  const refuse = (reasonid: number): void => void ctx.reply(UserAuthFailS2c, { reasonid });
  if (!account.isVisitor) return refuse(authFailureCode('malformed'));
  const proof = { ...claim, serverId: account.serverId };
  const verdict = await signIn.attempt({
    address: session.address,
    serverId: account.serverId,
    lockKey: upgrade.lockKey(proof),
    // The proof is a ticket or a signature.
    isGuessable: false,
    store: new LoginStore(ctx.store),
    verify: (at) => upgrade.verify(proof, at),
  });
  if (!verdict.ok) return refuse(authFailureCode(verdict.reason));
  const from = ownerOf(account);
  const book = ctx.use(roleBook);
  const full = authFailureCode('account-full');
  // Checked before, so that a player of a full account is not displaced for nothing.
  if (!(await book.hasRoom(ctx, from, verdict.account))) return refuse(full);
  const named = { ...account, name: verdict.account, isVisitor: false };
  const args = { from: from.account, to: named.name, serverId: from.serverId, rolesMax: book.options.rolesMax };
  // Once moved, the roles are the account's, even when this session does not live to hear of it.
  const isChanged = await session.changeAccount(named, async () => {
    return (await ctx.store.run(moveRoles, { ...args, nowMs: ctx.clock.wallMs() })) === null;
  });
  if (isChanged) ctx.reply(VisitorUpgradedS2c, { account: named.name });
  else refuse(full);
}
