// Door of the login module: signing in, and what other modules need to sign sessions in.

export type { AuthFailure } from './login.failures.ts';
export { authFailureCode } from './login.failures.ts';
export {
  IsFinishVisitorC2s,
  IsVisitorC2s,
  RegisterC2s,
  RegistrationRefusedS2c,
  UserAuthFailS2c,
  VisitorRenameC2s,
  VisitorRenamedS2c,
  VisitorRenameFailedS2c,
  VisitorRenameS2c,
  VisitorUpgradedS2c,
} from './login.messages.ts';
export { loginModule, registrations, signInDesk } from './login.module.ts';
export { addPassword, registerPassword } from './login.procedures.ts';
export { loginTables } from './login.tables.ts';
export {
  PURGE_VISITORS_MAX,
  PURGE_VISITORS_PERIOD_MS,
  SEARCH_VISITORS_MAX,
  SEARCH_VISITORS_ROUND_MAX,
} from './login-limits.ts';
export { LoginStore } from './login-store.ts';
export { plainAccountName } from './providers/account-name.ts';
export { PASSWORD_FAILURES, passwordFailure } from './providers/password-rule.ts';
export { emptyCredentials, refused } from './providers/provider.ts';
export { issueTicket } from './providers/ticket.ts';
export { VISITOR_PREFIX } from './providers/visitor-provider.ts';
export type { Registration, RegistrationRule } from './registrations.ts';
export { Registrations } from './registrations.ts';
export { ticketKeysOf } from './ticket-keys-node.ts';
