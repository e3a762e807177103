// Which ways to sign in are open. The settings decide: none is open that they do not ask for. In development anyone may sign in.
import type { Clock, Counters, Logger, Random } from '../../base/index.ts';
import { AddressRate } from './address-rate.ts';
import type { AskingProviders } from './asking-providers-node.ts';
import { FailureTally } from './failure-tally.ts';
import { Lockout } from './lockout.ts';
import type { AuthSettings } from './login.settings.ts';
import { VISITOR_DEFAULTS } from './login-limits.ts';
import { ClassicFormula } from './providers/classic-formula.ts';
import { ClassicProvider } from './providers/classic-provider.ts';
import { DevProvider } from './providers/dev-provider.ts';
import { PasswordProvider } from './providers/password-provider.ts';
import type { Provider } from './providers/provider.ts';
import { ProviderConfigError } from './providers/provider-config-error.ts';
import { ProviderSet } from './providers/provider-set.ts';
import type { TicketKey } from './providers/ticket.ts';
import { TicketProvider } from './providers/ticket-provider.ts';
import { VisitorProvider } from './providers/visitor-provider.ts';
import { VisitorUpgrade } from './providers/visitor-upgrade.ts';
import { SignIn } from './sign-in.ts';
import { VisitorAdmission } from './visitor-admission.ts';

export interface SignInDesk {
  readonly providers: ProviderSet;
  readonly signIn: SignIn;
  /** Null when visitors are not let in. */
  readonly visitor: VisitorProvider | null;
  readonly visitorAdmission: VisitorAdmission;
  readonly upgrade: VisitorUpgrade;
  readonly serverIds: readonly number[];
  /** Null when the provider is off. */
  readonly password: PasswordProvider | null;
  /** How often an address may make an account; null when players may not. */
  readonly registration: AddressRate | null;
  /** Providers that ask other programs. */
  readonly asking: AskingProviders;
  /** Failed sign-ins that are not yet in the log. */
  readonly failures: FailureTally;
}

export interface SignInParts {
  readonly settings: AuthSettings;
  readonly isDevelopment: boolean;
  readonly serverIds: readonly number[];
  readonly ticketKeys: readonly TicketKey[];
  readonly asking: AskingProviders;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly random: Random;
}

/** Throws `ProviderConfigError` when nobody could sign in. */
export function openSignInDesk(parts: SignInParts): SignInDesk {
  const { settings, isDevelopment, serverIds, clock, counters, log, random } = parts;
  const dev = isDevelopment ? new DevProvider() : null;
  const ticket = settings.ticket.isOn ? new TicketProvider({ keys: parts.ticketKeys }) : null;
  const classic = createClassic(parts);
  const password = settings.password.isOn ? new PasswordProvider({ random, logger: log }) : null;
  const hasVisitors = settings.visitor !== undefined || isDevelopment;
  const visitor = hasVisitors ? new VisitorProvider({ key: settings.visitor?.key ?? null }) : null;
  const all = [dev, classic, ticket, password, parts.asking.platform, parts.asking.jwt].filter(
    (provider) => provider !== null,
  );
  const providers = new ProviderSet(defaultFirst(all, settings.default));
  log.info('sign-in is open', { providers: [...providers.names, ...(visitor === null ? [] : [visitor.name])] });
  const { accountFailuresMax, addressFailuresMax, windowSeconds, lockSeconds, lockSecondsMax } = settings.lockout;
  const lockout = new Lockout(
    { clock, counters, log },
    {
      accountFailuresMax,
      addressFailuresMax,
      windowMs: windowSeconds * 1_000,
      lockMs: lockSeconds * 1_000,
      lockMsMax: lockSecondsMax * 1_000,
    },
  );
  const failures = new FailureTally();
  return {
    providers,
    visitor,
    visitorAdmission: new VisitorAdmission(clock, settings.visitor ?? VISITOR_DEFAULTS),
    failures,
    serverIds,
    password,
    asking: parts.asking,
    registration: settings.password.register.isOpen ? new AddressRate(clock, settings.password.register) : null,
    upgrade: new VisitorUpgrade({ ticket, classic, dev, ...parts.asking }),
    signIn: new SignIn({ lockout, failures, serverIds, clock, counters, log }),
  };
}

function createClassic({ settings, log }: SignInParts): ClassicProvider | null {
  const { classic } = settings;
  if (classic === undefined) return null;
  const { key, windowSeconds, realm, isOneTime } = classic;
  const provider = new ClassicProvider({
    key: typeof key === 'string' ? key : new Map(Object.entries(key)),
    formula: new ClassicFormula(classic.formula),
    windowSeconds,
    realm,
    isOneTime,
  });
  if (provider.weakness !== null) log.warn(provider.weakness);
  return provider;
}

function defaultFirst(providers: readonly Provider[], name: string | undefined): readonly Provider[] {
  if (providers.length === 0) {
    const hint =
      'switch on auth.ticket or auth.password, configure auth.classic, auth.platform or auth.jwt, or start with --dev';
    throw new ProviderConfigError(
      'no-way-in',
      `Nobody could sign in: every provider is off. To let players in, ${hint}.`,
    );
  }
  if (name === undefined) return providers;
  const first = providers.find((provider) => provider.name === name);
  if (first === undefined) {
    const names = providers.map((provider) => provider.name).join(', ');
    throw new ProviderConfigError(
      'no-way-in',
      `auth.default: the provider '${name}' is not switched on; these are: ${names}`,
    );
  }
  return [first, ...providers.filter((provider) => provider !== first)];
}
