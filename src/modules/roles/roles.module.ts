// Roles of an account: listed after sign-in, named, created, deleted and brought back. Rules are the role book's; this maps them
// to messages.
import { type Context, defineModule, type GameModule } from '../../gate/index.ts';
import { StoreError } from '../../store/index.ts';
import type { RoleBook, RoleRow } from './role-book.ts';
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
import { CREATE_FAILURE } from './roles.procedures.ts';

type ListingContext = Context<unknown, 'roleListing'>;

export function createRolesModule(dependencies: { readonly roles: RoleBook }): GameModule {
  const { roles } = dependencies;
  return defineModule({ name: 'roles' })
    .hook('authenticated', async (ctx) => {
      await list(ctx, roles);
      await tellNotices(ctx, roles);
    })
    .on(RoleNoticesSeenC2s, (ctx, { roleId, at }) =>
      roles.forgetNotices({ account: ctx.account.name, serverId: ctx.account.serverId }, roleId, Number(at)),
    )
    .on(ResetRandomRolenameC2s, (ctx) => offer(ctx, roles))
    .on(CreateRoleRequestC2s, async (ctx, { roleName, gender, classtype }) => {
      const request = { ...ownerOf(ctx), name: roleName, gender, classType: classtype, address: ctx.session.address };
      try {
        const outcome = await roles.create(request);
        if (outcome.ok) ctx.reply(CreateRoleSucessS2c, { roleId: outcome.roleId });
        else ctx.reply(CreateRoleFailedS2c, { reasonid: outcome.code });
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        // The player may try again; whether the role is there, the next list tells.
        ctx.log.error(`a role could not be created: ${error.message}`, { code: error.code, session: ctx.session.id });
        ctx.reply(CreateRoleFailedS2c, { reasonid: CREATE_FAILURE.failed });
      }
    })
    .on(RoleDeleteC2s, async (ctx, { roleId }) => {
      const failure = await roles.delete(ownerOf(ctx), roleId);
      const restoreSeconds = failure === null ? Math.floor(roles.options.restoreMs / 1000) : 0;
      ctx.reply(RoleDeleteResultS2c, { roleId, reason: failure ?? 0, restoreSeconds });
      if (failure === null) await list(ctx, roles);
    })
    .on(RoleRestoreC2s, async (ctx, { roleId }) => {
      const failure = await roles.restore(ownerOf(ctx), roleId);
      ctx.reply(RoleRestoreResultS2c, { roleId, reason: failure ?? 0 });
      if (failure === null) await list(ctx, roles);
    })
    .on(DeletedRolesQueryC2s, async (ctx) => {
      const deleted = await roles.listDeleted(ownerOf(ctx));
      const entries = deleted.map(({ row, restoreSeconds }) => ({
        roleid: row.roleId,
        name: row.name,
        level: row.level,
        restoreSeconds,
      }));
      ctx.reply(DeletedRolesS2c, { roles: entries });
    });
}

/** The list, and names to choose from when there is room for another role. */
async function list(ctx: ListingContext, roles: RoleBook): Promise<void> {
  const rows = await roles.list(ownerOf(ctx));
  ctx.reply(PlayerRoleListS2c, { roles: rows.map(toEntry) });
  if (rows.length < roles.options.rolesMax && roles.options.isRegisterOpen) await offer(ctx, roles);
}

async function tellNotices(ctx: ListingContext, roles: RoleBook): Promise<void> {
  const notices = await roles.notices(ownerOf(ctx));
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

async function offer(ctx: ListingContext, roles: RoleBook): Promise<void> {
  const { boy, girl } = await roles.offer(ownerOf(ctx));
  ctx.reply(InitRandomRolenameS2c, { bn: boy, gn: girl });
}

function ownerOf(ctx: ListingContext): { readonly account: string; readonly serverId: number } {
  return { account: ctx.account.name, serverId: ctx.account.serverId };
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
