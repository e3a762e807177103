// Door of the login module: signing in, and the providers it can be told to ask.
export { Lockout } from './lockout.ts';
export {
  IsFinishVisitorC2s,
  IsVisitorC2s,
  UserAuthFailS2c,
  VisitorRenameC2s,
  VisitorRenamedS2c,
  VisitorRenameFailedS2c,
  VisitorRenameS2c,
  VisitorUpgradedS2c,
} from './login.messages.ts';
export type { LoginDependencies } from './login.module.ts';
export { createLoginModule } from './login.module.ts';
export { loginTables } from './login.tables.ts';
export { FORGET_PERIOD_MS } from './login-limits.ts';
export { LoginStore } from './login-store.ts';
export { plainAccountName } from './providers/account-name.ts';
export type { AuthFailure } from './providers/auth-failure.ts';
export { AUTH_FAILURE_CODES, authFailureCode } from './providers/auth-failure.ts';
export { CLASSIC_FORMULAS, ClassicFormula } from './providers/classic-formula.ts';
export { ClassicProvider } from './providers/classic-provider.ts';
export { DevProvider } from './providers/dev-provider.ts';
export { PasswordProvider } from './providers/password-provider.ts';
export { PASSWORD_FAILURES, passwordFailure } from './providers/password-rule.ts';
export type { Credentials, Provider, Verdict } from './providers/provider.ts';
export { emptyCredentials } from './providers/provider.ts';
export { ProviderConfigError } from './providers/provider-config-error.ts';
export { ProviderSet } from './providers/provider-set.ts';
export type { TicketKey } from './providers/ticket.ts';
export { issueTicket } from './providers/ticket.ts';
export { TicketProvider } from './providers/ticket-provider.ts';
export { VisitorProvider } from './providers/visitor-provider.ts';
export { VisitorUpgrade } from './providers/visitor-upgrade.ts';
export type { SignInDependencies } from './sign-in.ts';
export { SignIn } from './sign-in.ts';
