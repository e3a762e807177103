// Which ways to sign in are open, from the configuration. Nothing is open that was not asked for; `dev` accepts anyone.
import type { Clock, Counters, Logger, Random } from '../base/index.ts';
import {
  ClassicFormula,
  ClassicProvider,
  DevProvider,
  Lockout,
  type LoginStore,
  PasswordProvider,
  type Provider,
  ProviderSet,
  SignIn,
  type TicketKey,
  TicketProvider,
  VisitorProvider,
  VisitorUpgrade,
} from '../modules/login/index.ts';
import type { Config } from './config.ts';
import { ConfigError } from './control/index.ts';

export interface SignInSetup {
  readonly providers: ProviderSet;
  readonly signIn: SignIn;
  /** Null when visitors are not let in. */
  readonly visitor: VisitorProvider | null;
  readonly upgrade: VisitorUpgrade;
}

export interface SignInParts {
  readonly config: Config;
  readonly store: LoginStore;
  readonly ticketKeys: readonly TicketKey[];
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly random: Random;
}

export function setUpSignIn(parts: SignInParts): SignInSetup {
  const { config, store, clock, counters, log, random } = parts;
  const { auth } = config;
  const dev = config.dev ? new DevProvider() : null;
  const ticket = auth.ticket.isOn ? new TicketProvider({ ledger: store }, { keys: parts.ticketKeys }) : null;
  const classic = createClassic(parts);
  const password = auth.password.isOn ? new PasswordProvider({ book: store, random, logger: log }) : null;
  const visitor =
    auth.visitor !== undefined || config.dev
      ? new VisitorProvider({ ids: store }, { key: auth.visitor?.key ?? null })
      : null;
  const all = [dev, classic, ticket, password].filter((provider) => provider !== null);
  const providers = new ProviderSet(defaultFirst(all, auth.default));
  log.info('sign-in is open', { providers: [...providers.names, ...(visitor === null ? [] : [visitor.name])] });
  return {
    providers,
    visitor,
    upgrade: new VisitorUpgrade({ ticket, classic, dev }),
    signIn: new SignIn({
      lockout: new Lockout({ clock, counters }),
      serverIds: config.serverIds,
      clock,
      counters,
      log,
    }),
  };
}

function createClassic({ config, store, log }: SignInParts): ClassicProvider | null {
  const { classic } = config.auth;
  if (classic === undefined) return null;
  const { key, windowSeconds, realm } = classic;
  const provider = new ClassicProvider(
    { ledger: classic.isOneTime ? store : null },
    {
      key: typeof key === 'string' ? key : new Map(Object.entries(key)),
      formula: new ClassicFormula(classic.formula),
      windowSeconds,
      realm,
    },
  );
  if (provider.weakness !== null) log.warn(provider.weakness);
  return provider;
}

function defaultFirst(providers: readonly Provider[], name: string | undefined): readonly Provider[] {
  if (providers.length === 0) {
    const hint = 'switch on auth.ticket or auth.password, give auth.classic a key, or start with --dev';
    throw new ConfigError('no-way-in', `Nobody could sign in: every provider is off. To let players in, ${hint}.`);
  }
  if (name === undefined) return providers;
  const first = providers.find((provider) => provider.name === name);
  if (first === undefined) {
    const names = providers.map((provider) => provider.name).join(', ');
    throw new ConfigError('no-way-in', `auth.default: the provider '${name}' is not switched on; these are: ${names}`);
  }
  return [first, ...providers.filter((provider) => provider !== first)];
}
