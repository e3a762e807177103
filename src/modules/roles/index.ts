// Door of the roles module.
export type { FoundRole } from './find-role.procedures.ts';
export { goneAmong, namesOf } from './find-role.procedures.ts';
export { findNamedRole, findRoleByName } from './find-role.ts';
export type { RemovedRoles } from './remove-roles.procedures.ts';
export { removeRoles } from './remove-roles.procedures.ts';
export type { CreatedRole, RoleOrigin, RoleWatcher } from './role-watchers.ts';
export { RoleWatchers } from './role-watchers.ts';
export { IsJackarooS2c, RenameResultS2c, RoleRenameC2s } from './roles.messages.ts';
export { roleBook, rolesModule, roleWatchers, storeRunTime } from './roles.module.ts';
export type { CreateRoleArgs, LoadedRole } from './roles.procedures.ts';
export {
  createRole,
  loadRole,
  markPlayed,
  moveRoles,
  NO_RENAME_RIGHT,
  ownerOf,
  purgeUnplayed,
  RESTORE_FAILURES,
  restoreDeletedRole,
  softDeleteRole,
  unplayedAmong,
} from './roles.procedures.ts';
export { NOTICE_KIND, rolePlace, rolesTables, roleTemplate } from './roles.tables.ts';
export { rolesReferences } from './roles-references.ts';
export { visitorRoleName } from './visitor-name.ts';
