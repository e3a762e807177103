// Roles of an account: listed after sign-in, named, created, deleted and restored. The rules are the role book's; this module maps
// them to messages.
import { z } from 'zod';
import { defineOffer } from '../../actor/index.ts';
import { inPortions, type Tick } from '../../base/index.ts';
import { CommandRefused, type Context, defineModule, type Scope } from '../../gate/index.ts';
import { StoreError } from '../../store/index.ts';
import { RoleIdAllocator } from '../../store/role-ids/index.ts';
import { wordFilter } from '../words/index.ts';
import { builtInNameSets, NAME_SETS } from './name-files-node.ts';
import { NameRules } from './names/index.ts';
import { Purge } from './purge.ts';
import { RandomNames } from './random-names.ts';
import { ROLE_BOOK_OPTIONS, RoleBook, type RoleRow } from './role-book.ts';
import { DELETED_LISTED_MAX, FORGET_OFFERS_MAX, PURGE_PERIOD_MS } from './role-limits.ts';
import { RoleWatchers } from './role-watchers.ts';
import { CREATE_FAILURE } from './roles.failures.ts';
import {
  CreateRoleFailedS2c,
  CreateRoleRequestC2s,
  CreateRoleSucessS2c,
  DeletedRolesQueryC2s,
  DeletedRolesS2c,
  InitRandomRolenameS2c,
  PlayerRoleListS2c,
  ResetRandomRolenameC2s,
  RoleDeleteC2s,
  RoleDeleteResultS2c,
  RoleNoticesS2c,
  RoleNoticesSeenC2s,
  RoleRestoreC2s,
  RoleRestoreResultS2c,
} from './roles.messages.ts';
import {
  forgetNotices,
  forgetOffers,
  listNotices,
  ownerOf,
  RESTORE_FAILURES,
  restoreDeletedRole,
} from './roles.procedures.ts';
import { rolesTables } from './roles.tables.ts';
import type { RunTime } from './run-time.ts';

type Settings = z.output<typeof settings>;
type ListingContext = Context<typeof rolesTables, 'roleListing', Settings>;

const settings = z
  .object({
    perAccountMax: z.int().min(1).max(100).default(1).describe('Roles of an account on one server'),
    deletedPerAccountMax: z
      .int()
      .min(1)
      .max(DELETED_LISTED_MAX)
      .default(ROLE_BOOK_OPTIONS.deletedMax)
      .describe(
        'Deleted roles of an account on one server that can still be restored; with so many, no other is deleted',
      ),
    isRegisterOpen: z.boolean().default(true).describe('Whether new roles may be made'),
    restoreDays: z.number().min(0).max(365).default(7).describe('How long a deleted role can be restored'),
    offerMinutes: z.number().min(0.01).max(1_440).default(30).describe('How long an offered name is reserved'),
    offeredNames: z
      .array(z.enum(NAME_SETS))
      .min(1)
      .max(2)
      .default([...NAME_SETS])
      .describe('Languages of the names that are offered'),
    nameLengthMin: z.int().min(1).max(64).default(2).describe('Characters of a name, at least'),
    nameLengthMax: z.int().min(1).max(64).default(12).describe('Characters of a name, at most'),
  })
  .refine(({ nameLengthMin, nameLengthMax }) => nameLengthMin <= nameLengthMax, {
    path: ['nameLengthMin'],
    error: 'must not be above nameLengthMax',
  });

/** The rules of roles, for modules that create, restore or rename them. */
export const roleBook = defineOffer<RoleBook>('roles');

/** For modules that keep names or ids of roles: they hear of another name, and of a deletion. */
export const roleWatchers = defineOffer<RoleWatchers>('role-watchers');

const rolePurge = defineOffer<Purge>('role-purge');

/** How long the store has been run, for work that no wrong date may begin. */
export const storeRunTime = defineOffer<Pick<RunTime, 'step'>>('store-run-time');

export const rolesModule = defineModule({ name: 'roles', tables: rolesTables, settings, uses: [wordFilter] })
  .offer(roleWatchers, () => new RoleWatchers())
  .offer(roleBook, createBook)
  .offer(rolePurge, (scope) => new Purge(scope, scope.use(roleBook).options))
  .offer(storeRunTime, (scope) => scope.use(rolePurge).runTime)
  .hook('started', (scope) => scope.use(rolePurge).start())
  .hook('authenticated', async (ctx) => {
    await list(ctx);
    await sendNotices(ctx);
  })
  .hook('resync', async (ctx) => {
    if (ctx.session.phase === 'roleListing') await list(ctx);
  })
  // All of it is rows.
  .hook('imported', () => {})
  .on(RoleNoticesSeenC2s, async (ctx, { roleId, at }) => {
    await ctx.store.run(forgetNotices, { ...ownerOf(ctx.account), roleId, untilMs: Number(at) });
  })
  .on(ResetRandomRolenameC2s, offer)
  .on(CreateRoleRequestC2s, async (ctx, { roleName, gender, classtype }) => {
    const { address, signedInMs } = ctx.session;
    const { profile } = ctx.account;
    const origin =
      profile === undefined ? {} : { origin: { ...profile, signedInMs: signedInMs ?? ctx.clock.wallMs() } };
    const role = { name: roleName, gender, classType: classtype, address, ...origin };
    try {
      const outcome = await ctx.use(roleBook).create(ctx, { ...ownerOf(ctx.account), ...role });
      if (outcome.ok) ctx.reply(CreateRoleSucessS2c, { roleId: outcome.roleId });
      else ctx.reply(CreateRoleFailedS2c, { reasonid: outcome.code });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // The player may try again. Whether the role was made, the next list shows.
      ctx.log.error(`a role could not be created: ${error.message}`, { code: error.code, session: ctx.session.id });
      ctx.reply(CreateRoleFailedS2c, { reasonid: CREATE_FAILURE.failed });
    }
  })
  .on(RoleDeleteC2s, async (ctx, { roleId }) => {
    const book = ctx.use(roleBook);
    const failure = await book.delete(ctx, ownerOf(ctx.account), roleId);
    const restoreSeconds = failure === null ? Math.floor(book.options.restoreMs / 1000) : 0;
    ctx.reply(RoleDeleteResultS2c, { roleId, reason: failure ?? 0, restoreSeconds });
    if (failure === null) await list(ctx);
  })
  .on(RoleRestoreC2s, async (ctx, { roleId }) => {
    const failure = await ctx.use(roleBook).restore(ctx, ownerOf(ctx.account), roleId);
    ctx.reply(RoleRestoreResultS2c, { roleId, reason: failure ?? 0 });
    if (failure === null) await list(ctx);
  })
  .on(DeletedRolesQueryC2s, async (ctx) => {
    const deleted = await ctx.use(roleBook).listDeleted(ctx, ownerOf(ctx.account));
    const entries = deleted.map(({ row, restoreSeconds }) => ({
      roleid: row.roleId,
      name: row.name,
      level: row.level,
      restoreSeconds,
    }));
    ctx.reply(DeletedRolesS2c, { roles: entries });
  })
  .every(PURGE_PERIOD_MS, purge)
  .every(PURGE_PERIOD_MS, async (scope, tick) => {
    const args = { expiredAtMs: scope.clock.wallMs(), countMax: FORGET_OFFERS_MAX };
    await inPortions(tick, () => scope.store.run(forgetOffers, args));
  })
  .command(
    'role-restore',
    {
      help: 'brings a deleted role back until it is purged',
      args: z.object({
        roleId: z
          .string()
          .regex(/^\d{1,16}$/, 'must be the number of a role')
          .describe('The role'),
      }),
    },
    async (scope, { roleId }) => {
      const { rolesMax } = scope.use(roleBook).options;
      const failure = await scope.store.run(restoreDeletedRole, { roleId: BigInt(roleId), rolesMax });
      if (failure === null) return `role ${roleId} is back`;
      throw new CommandRefused(`role ${roleId}: ${RESTORE_FAILURES[failure]}`);
    },
  );

function createBook(scope: Scope<typeof rolesTables, Settings>): RoleBook {
  const { settings, random, store } = scope;
  const { nameLengthMin: lengthMin, nameLengthMax: lengthMax } = settings;
  const rules = new NameRules({ words: scope.use(wordFilter) }, { lengthMin, lengthMax });
  const allocator = new RoleIdAllocator({ store });
  return new RoleBook(
    {
      rules,
      watchers: scope.use(roleWatchers),
      ids: { next: (serverId) => allocator.allocate(serverId) },
      names: new RandomNames({ random, rules }, builtInNameSets(settings.offeredNames)),
      templates: {
        find: (gender, classType) => store.roleTemplate.get(gender, classType),
        skills: (classType) => store.roleTemplateSkill.list({ classType }),
      },
    },
    {
      rolesMax: settings.perAccountMax,
      deletedMax: settings.deletedPerAccountMax,
      isRegisterOpen: settings.isRegisterOpen,
      restoreMs: Math.round(settings.restoreDays * 86_400_000),
      offerMs: Math.round(settings.offerMinutes * 60_000),
    },
  );
}

async function purge(scope: Scope<typeof rolesTables, Settings>, tick: Tick): Promise<void> {
  const count = await scope.use(rolePurge).run(tick);
  if (count > 0) scope.log.info('deleted roles purged', { count });
}

/** The list, and names to choose from when there is room for another role. */
async function list(ctx: ListingContext): Promise<void> {
  const book = ctx.use(roleBook);
  const rows = await book.list(ctx, ownerOf(ctx.account));
  ctx.reply(PlayerRoleListS2c, { roles: rows.map(toEntry) });
  if (rows.length < book.options.rolesMax && book.options.isRegisterOpen) await offer(ctx);
}

async function sendNotices(ctx: ListingContext): Promise<void> {
  const notices = await ctx.store.run(listNotices, ownerOf(ctx.account));
  if (notices.length === 0) return;
  ctx.reply(RoleNoticesS2c, {
    notices: notices.map(({ roleId, kind, name, former, serverId, atMs }) => ({
      roleid: roleId,
      kind,
      name,
      former,
      server: serverId,
      at: BigInt(atMs),
    })),
  });
}

async function offer(ctx: ListingContext): Promise<void> {
  const { boy, girl } = await ctx.use(roleBook).offer(ctx, ownerOf(ctx.account));
  ctx.reply(InitRandomRolenameS2c, { bn: boy, gn: girl });
}

function toEntry(row: RoleRow): {
  readonly roleid: bigint;
  readonly name: string;
  readonly lastmapid: number;
  readonly classtype: number;
  readonly gender: number;
  readonly level: number;
} {
  const { roleId, name, mapId, classType, gender, level } = row;
  return { roleid: roleId, name, lastmapid: mapId, classtype: classType, gender, level };
}
