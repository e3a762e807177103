// Door of the roles module.

export { foldedForm } from './names/folded-text.ts';
export { NameError } from './names/name-error.ts';
export type { NameFailure } from './names/name-failure.ts';
export { NAME_FAILURES } from './names/name-failure.ts';
export { nameKey } from './names/name-key.ts';
export type { NameRulesOptions, NameVerdict } from './names/name-rules.ts';
export { NameRules } from './names/name-rules.ts';
export { RandomNames } from './names/random-names.ts';
export {
  builtInDictionaries,
  builtInNameSets,
  loadDictionary,
  loadNameSet,
  reloadDictionary,
} from './names/word-files-node.ts';
export type { WordMatch } from './names/word-filter.ts';
export { WordFilter } from './names/word-filter.ts';
export type { RoleBookDependencies, RoleBookOptions, RoleIds, RoleRow, RoleTemplates } from './role-book.ts';
export { ROLE_BOOK_OPTIONS, RoleBook } from './role-book.ts';
export { PURGE_PERIOD_MS } from './role-limits.ts';
export { IsJackarooS2c, RenameResultS2c, RoleRenameC2s } from './roles.messages.ts';
export { createRolesModule } from './roles.module.ts';
export type { ChangeFailure, CreateFailure, CreateRoleArgs, LoadedRole } from './roles.procedures.ts';
export {
  CHANGE_FAILURE,
  CREATE_FAILURE,
  createRole,
  NO_RENAME_RIGHT,
  RESTORE_FAILURES,
  restoreDeletedRole,
  softDeleteRole,
} from './roles.procedures.ts';
export { NOTICE_KIND, rolesTables, roleTemplate, roleTemplateSkill } from './roles.tables.ts';
export { rolesReferences } from './roles-references.ts';
export { visitorRoleName } from './visitor-name.ts';
