// Which provider a sign-in goes to. The field `type` names one; empty or foreign text (classic clients put their
// platform's own words there) selects the default, the first configured. The name of a known provider that is not
// configured is refused instead of falling back: a password must not reach another provider.
import { assert } from '../../../base/index.ts';
import type { Provider } from './provider.ts';

export const PROVIDER_NAMES = ['ticket', 'classic', 'password', 'platform', 'jwt', 'visitor', 'dev'] as const;

export class ProviderSet {
  readonly #byName = new Map<string, Provider>();
  readonly #default: Provider | null;

  constructor(providers: readonly Provider[]) {
    for (const provider of providers) {
      assert(!this.#byName.has(provider.name), `one provider of the name ${provider.name}`);
      this.#byName.set(provider.name, provider);
    }
    this.#default = providers[0] ?? null;
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** Null means `provider-off`. */
  choose(type: string): Provider | null {
    const named = this.#byName.get(type);
    if (named !== undefined) return named;
    return (PROVIDER_NAMES as readonly string[]).includes(type) ? null : this.#default;
  }
}
