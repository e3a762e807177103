// Visitors: players who try the game without an account. They sign in with 423, are given an account and a role at once, may name
// the role (426, 427, 428), and may turn the account into one of their own (425), which then owns the role.
import { pick, type Random } from '../../base/index.ts';
import { type Context, defineModule, type GameModule, type Session } from '../../gate/index.ts';
import type { WorldRoles } from '../lines/index.ts';
import {
  authFailureCode,
  emptyCredentials,
  IsFinishVisitorC2s,
  IsVisitorC2s,
  type SignIn,
  UserAuthFailS2c,
  type VisitorProvider,
  VisitorRenameC2s,
  VisitorRenamedS2c,
  VisitorRenameFailedS2c,
  VisitorRenameS2c,
  type VisitorUpgrade,
  VisitorUpgradedS2c,
} from '../login/index.ts';
import { type RoleBook, visitorRoleName } from '../roles/index.ts';

export interface VisitorsDependencies {
  readonly provider: VisitorProvider;
  readonly upgrade: VisitorUpgrade;
  readonly signIn: SignIn;
  readonly roles: RoleBook;
  readonly world: WorldRoles;
  readonly random: Random;
  /** The server that visitors play on: 423 names none. */
  readonly serverId: number;
}

const GENDERS = [0, 1] as const;
const CLASS_TYPES = [1, 2, 3] as const;

type WorldContext = Context<unknown, 'entering' | 'gaming'>;

export function createVisitorsModule(dependencies: VisitorsDependencies): GameModule {
  const { provider, signIn, roles, world, serverId } = dependencies;
  return defineModule({ name: 'visitors' })
    .on(IsVisitorC2s, async (ctx, { t, f }) => {
      const { session } = ctx;
      if (!session.beginAuth()) return;
      const credentials = emptyCredentials({ time: String(t), flag: f, serverid: serverId });
      const verdict = await signIn.attempt({
        address: session.address,
        serverId,
        lockKey: provider.lockKey(),
        verify: (at) => provider.verify(credentials, at),
      });
      if (!verdict.ok || !(await createRole(session, verdict.account))) {
        ctx.reply(UserAuthFailS2c, { reasonid: authFailureCode(verdict.ok ? 'unavailable' : verdict.reason) });
        session.failAuth();
        return;
      }
      await signIn.complete(session, { name: verdict.account, serverId, isVisitor: true });
    })
    .hook('arrived', (ctx) => {
      if (ctx.account.isVisitor) ctx.reply(VisitorRenameS2c, {});
    })
    .on(VisitorRenameC2s, (ctx, { n }) => rename(ctx, n))
    .on(IsFinishVisitorC2s, (ctx, claim) => upgrade(dependencies, ctx, claim));

  /** A visitor's account is new, so its role is its first. */
  async function createRole(session: Session, account: string): Promise<boolean> {
    const { random } = dependencies;
    const outcome = await roles.createVisitor({
      account,
      serverId,
      name: visitorRoleName(account),
      gender: pick(random, GENDERS),
      classType: pick(random, CLASS_TYPES),
      address: session.address,
    });
    return outcome.ok;
  }

  async function rename(ctx: WorldContext, newName: string): Promise<void> {
    const outcome = ctx.account.isVisitor ? await roles.rename(ctx.account.name, ctx.role.id, newName) : null;
    if (outcome === null || typeof outcome === 'number') {
      ctx.reply(VisitorRenameFailedS2c, { reason: outcome ?? 0 });
      return;
    }
    world.rename(ctx.role.id, outcome.name);
    ctx.session.renameRole(outcome.name);
    ctx.reply(VisitorRenamedS2c, { name: outcome.name });
  }
}

/** Makes the visitor the account that it proved to own; the roles go along. */
async function upgrade(
  dependencies: VisitorsDependencies,
  ctx: WorldContext,
  claim: { readonly t: number; readonly f: string; readonly u: string },
): Promise<void> {
  const { signIn, roles } = dependencies;
  const { session, account } = ctx;
  const refuse = (reasonid: number) => ctx.reply(UserAuthFailS2c, { reasonid });
  if (!account.isVisitor) return void refuse(authFailureCode('malformed'));
  const proof = { ...claim, serverId: account.serverId };
  const verdict = await signIn.attempt({
    address: session.address,
    serverId: account.serverId,
    lockKey: dependencies.upgrade.lockKey(proof),
    verify: (at) => dependencies.upgrade.verify(proof, at),
  });
  if (!verdict.ok) return void refuse(authFailureCode(verdict.reason));
  const from = { account: account.name, serverId: account.serverId };
  const full = authFailureCode('account-full');
  // Asked before, so that whoever plays a full account is not displaced for nothing.
  if (!(await roles.hasRoom(from, verdict.account))) return void refuse(full);
  const named = { ...account, name: verdict.account, isVisitor: false };
  // Once moved, the roles are the account's, whether this session lives to be told or not.
  const isChanged = await session.changeAccount(named, async () => (await roles.move(from, named.name)) === null);
  if (isChanged) ctx.reply(VisitorUpgradedS2c, { account: named.name });
  else refuse(full);
}
