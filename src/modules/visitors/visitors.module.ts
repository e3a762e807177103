// Visitors: players who try the game without an account. A visitor signs in with 423, gets an account and a role at once, may name
// the role (426, 427, 428), and may turn the account into one of its own (425), which then owns the role. A visitor that was never
// in the world is deleted when the store has been run for a while since it was seen: nobody can come back to it.

import { defineOffer, serverFacts } from '../../actor/index.ts';
import { inPortions, pick, type Tick } from '../../base/index.ts';
import { type Context, defineModule, type Scope } from '../../gate/index.ts';
import type { Row } from '../../store/index.ts';
import {
  authFailureCode,
  emptyCredentials,
  IsFinishVisitorC2s,
  IsVisitorC2s,
  LoginStore,
  loginTables,
  PURGE_VISITORS_MAX,
  PURGE_VISITORS_PERIOD_MS,
  RegistrationRefusedS2c,
  refused,
  registrations,
  SEARCH_VISITORS_MAX,
  SEARCH_VISITORS_ROUND_MAX,
  signInDesk,
  UserAuthFailS2c,
  VISITOR_PREFIX,
  VisitorRenameC2s,
  VisitorRenamedS2c,
  VisitorRenameFailedS2c,
  VisitorRenameS2c,
  VisitorUpgradedS2c,
} from '../login/index.ts';
import { walkers } from '../map/index.ts';
import {
  moveRoles,
  ownerOf,
  purgeUnplayed,
  roleBook,
  type rolesTables,
  storeRunTime,
  unplayedAmong,
  visitorRoleName,
} from '../roles/index.ts';

const GENDERS = [0, 1] as const;
const CLASS_TYPES = [1, 2, 3] as const;
/** Behind the last visitor's account: digits follow the prefix. */
const VISITORS_END = `${VISITOR_PREFIX}:`;

/** A visitor signs in as any account does, so the tables are those of the login module. */
const { password, unplayedVisitor } = loginTables;
const tables = { password, unplayedVisitor };

type VisitorContext<S extends string> = Context<typeof tables, S>;
type WorldContext = VisitorContext<'entering' | 'gaming'>;
type Claim = { readonly t: number; readonly f: string; readonly u: string };

/** Where the search for visitors that were never noted has come; null at its end. */
const visitorSearch = defineOffer<{ after: string | null }>('visitor-search');

export const visitorsModule = defineModule({
  name: 'visitors',
  tables,
  uses: [serverFacts, registrations, signInDesk, roleBook, storeRunTime, walkers],
})
  .on(IsVisitorC2s, signIn)
  .hook('arrived', async (ctx) => {
    if (!ctx.account.isVisitor) return;
    ctx.reply(VisitorRenameS2c, {});
    if (await ctx.store.unplayedVisitor.delete(ctx.account.name)) ctx.use(signInDesk).visitorAdmission.played();
  })
  .offer(visitorSearch, () => ({ after: VISITOR_PREFIX }))
  .hook('started', countUnplayed)
  .every(PURGE_VISITORS_PERIOD_MS, purge)
  .on(VisitorRenameC2s, (ctx, { n }) => rename(ctx, n))
  .on(IsFinishVisitorC2s, upgrade);

async function signIn(
  ctx: VisitorContext<'connected'>,
  { t, f }: { readonly t: number; readonly f: string },
): Promise<void> {
  const { session } = ctx;
  const { visitor, visitorAdmission, signIn } = ctx.use(signInDesk);
  if (visitor === null) return session.close('unknown-message', 'visitors are not let in by this server');
  // A visitor's account is new, so it has no session whose place this one could take.
  if (!session.takePlace(null) || !session.beginAuth()) return;
  // 423 names no server: visitors play on the first.
  const [serverId = 1] = ctx.use(serverFacts).serverIds;
  const credentials = emptyCredentials({ time: String(t), flag: f, serverid: serverId });
  const verdict = await signIn.attempt({
    address: session.address,
    serverId,
    lockKey: visitor.lockKey(),
    isGuessable: visitor.isGuessable,
    store: new LoginStore(ctx.store),
    verify: (at) => {
      const failure = visitor.failure(credentials, at);
      if (failure !== null) return refused(failure);
      const setting = visitorAdmission.enter(session.address);
      if (setting === null) return visitor.verify(credentials, at);
      ctx.log.warn('a visitor was refused, as there are too many new ones', { setting, address: session.address });
      return refused('busy');
    },
  });
  if (!verdict.ok || !(await createRole(ctx, { account: verdict.account, serverId }))) {
    ctx.reply(UserAuthFailS2c, { reasonid: authFailureCode(verdict.ok ? 'unavailable' : verdict.reason) });
    session.failAuth();
    return;
  }
  await signIn.complete(session, { name: verdict.account, serverId, isVisitor: true });
}

/** A visitor's account is new, so its role is its first. A role that was made is known as unplayed, even after a crash. */
async function createRole(
  ctx: VisitorContext<'connected'>,
  owner: { readonly account: string; readonly serverId: number },
): Promise<boolean> {
  await ctx.store.unplayedVisitor.insert({ account: owner.account, createdMs: ctx.clock.wallMs(), seenRanMs: null });
  const outcome = await ctx.use(roleBook).createVisitor(ctx, {
    ...owner,
    name: visitorRoleName(owner.account),
    gender: pick(ctx.random, GENDERS),
    classType: pick(ctx.random, CLASS_TYPES),
    address: ctx.session.address,
  });
  return outcome.ok;
}

type VisitorScope = Scope<typeof tables, unknown>;
interface Stored {
  account: Row<typeof rolesTables.account>;
  unplayed_visitor: Row<typeof unplayedVisitor>;
}

async function countUnplayed(scope: VisitorScope): Promise<void> {
  if (!(await hasUnplayed(scope))) {
    scope.use(signInDesk).visitorAdmission.counted(0);
    return;
  }
  const [row] = await scope.store.query<{ count: number | bigint | string }, Stored>((db) =>
    db.selectFrom('unplayed_visitor').select(({ fn }) => fn.countAll().as('count')),
  );
  scope.use(signInDesk).visitorAdmission.counted(Number(row?.count ?? 0));
}

/** Answered without a query: the first query of a process loads the query builder, and many servers have no visitors. */
async function hasUnplayed(scope: VisitorScope): Promise<boolean> {
  return (await scope.store.unplayedVisitor.list({}, { limit: 1 })).length > 0;
}

/** Deletes visitors that were never in the world. */
async function purge(scope: VisitorScope, tick: Tick): Promise<void> {
  const ranMs = await scope.use(storeRunTime).step();
  const { limits } = scope.use(signInDesk).visitorAdmission;
  const seenBeforeRanMs = ranMs - limits.unplayedMinutes * 60_000;
  await searchUnnoted(scope, tick);
  await inPortions(tick, () => noteSeen(scope, ranMs));
  const count = await inPortions(tick, async () => {
    const due = await scope.store.query<{ account: string }, Stored>((db) =>
      db
        .selectFrom('unplayed_visitor')
        .select('account')
        .where('seenRanMs', '<=', seenBeforeRanMs)
        .orderBy('seenRanMs')
        .limit(PURGE_VISITORS_MAX),
    );
    const accounts = due.map(({ account }) => account);
    if (accounts.length > 0) await scope.store.run(purgeUnplayed, { accounts });
    // Last, so that a crash in between leaves them due.
    for (const account of accounts) await scope.store.unplayedVisitor.delete(account);
    return accounts.length;
  });
  if (count > 0) scope.log.info('visitors that never played were deleted', { count });
  await countUnplayed(scope);
}

/** Notes when rows were first seen. A row that was seen later than now comes from another store, by a restore or a merge. */
async function noteSeen(scope: VisitorScope, ranMs: number): Promise<number> {
  const unseen = await scope.store.query<{ account: string }, Stored>((db) =>
    db
      .selectFrom('unplayed_visitor')
      .select('account')
      .where((at) => at.or([at('seenRanMs', 'is', null), at('seenRanMs', '>', ranMs)]))
      .limit(PURGE_VISITORS_MAX),
  );
  for (const { account } of unseen) await scope.store.unplayedVisitor.update(account, { seenRanMs: ranMs });
  return unseen.length;
}

/**
 * Visitors from before the table of unplayed ones existed have no row in it. Each start of the server looks once through the
 * accounts of all visitors, so many a round, and notes them.
 */
async function searchUnnoted(scope: VisitorScope, tick: Tick): Promise<void> {
  const search = scope.use(visitorSearch);
  for (let seen = 0; seen < SEARCH_VISITORS_ROUND_MAX && search.after !== null && !tick.isStopping; ) {
    const { after } = search;
    const found = await scope.store.query<{ name: string }, Stored>((db) =>
      db
        .selectFrom('account')
        .select('name')
        .where('name', '>', after)
        .where('name', '<', VISITORS_END)
        .orderBy('name')
        .limit(SEARCH_VISITORS_MAX),
    );
    const accounts = found.map(({ name }) => name);
    for (const account of await scope.store.run(unplayedAmong, { accounts })) {
      if ((await scope.store.unplayedVisitor.get(account)) !== null) continue;
      await scope.store.unplayedVisitor.upsert({ account, createdMs: scope.clock.wallMs(), seenRanMs: null });
    }
    seen += accounts.length;
    search.after = accounts.length < SEARCH_VISITORS_MAX ? null : (accounts.at(-1) ?? null);
  }
}

async function rename(ctx: WorldContext, newName: string): Promise<void> {
  const { account, role } = ctx;
  const request = { account: account.name, roleId: role.id, newName };
  const outcome = account.isVisitor ? await ctx.use(roleBook).rename(ctx, request) : null;
  if (outcome === null || typeof outcome === 'number') {
    ctx.reply(VisitorRenameFailedS2c, { reason: outcome ?? 0 });
    return;
  }
  ctx.use(walkers).rename(role.id, outcome.name);
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
    // The proof is a ticket, a token, a signature or a session at a platform.
    isGuessable: false,
    store: new LoginStore(ctx.store),
    isWanted: () => !session.isClosing,
    verify: (at) => upgrade.verify(proof, at),
  });
  if (!verdict.ok) return refuse(authFailureCode(verdict.reason));
  const from = ownerOf(account);
  const book = ctx.use(roleBook);
  const full = authFailureCode('account-full');
  // Checked before, so that a player of a full account is not displaced for nothing.
  if (!(await book.hasRoom(ctx, from, verdict.account))) return refuse(full);
  const registration = {
    kind: 'visitor-upgrade',
    account: verdict.account,
    from: from.account,
    serverId: from.serverId,
    session,
  } as const;
  const refusal = await ctx.use(registrations).check(registration);
  if (refusal !== null) {
    if (refusal.text === null) return refuse(authFailureCode('unavailable'));
    ctx.reply(RegistrationRefusedS2c, { text: refusal.text });
    return refuse(authFailureCode('registration-refused'));
  }
  const known = verdict.profile === undefined ? {} : { profile: verdict.profile };
  const named = { ...account, name: verdict.account, isVisitor: false, ...known };
  const args = { from: from.account, to: named.name, serverId: from.serverId, rolesMax: book.options.rolesMax };
  // Once moved, the roles are the account's, even when this session does not live to hear of it.
  const isChanged = await session.changeAccount(named, async () => {
    return (await ctx.store.run(moveRoles, { ...args, nowMs: ctx.clock.wallMs() })) === null;
  });
  if (!isChanged) return refuse(full);
  ctx.reply(VisitorUpgradedS2c, { account: named.name });
  await ctx.use(registrations).registered(registration);
}
