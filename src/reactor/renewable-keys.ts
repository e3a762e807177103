// The keys of TLS listeners that are renewed while they run. The code that renews them checks first that each pair fits together: a listener
// that is given unusable ones throws.
import type { Cancel } from '../base/index.ts';
import type { TlsKeys, TlsPair } from './io.ts';

export class RenewableKeys implements TlsKeys {
  #keys: Pick<TlsKeys, 'certificate' | 'more' | 'privateKey'>;
  readonly #watchers = new Set<() => void>();

  constructor(keys: RenewableKeys['keys']) {
    this.#keys = keys;
  }

  get keys(): Pick<TlsKeys, 'certificate' | 'more' | 'privateKey'> {
    return this.#keys;
  }

  get certificate(): string {
    return this.#keys.certificate;
  }

  get privateKey(): string {
    return this.#keys.privateKey;
  }

  get more(): readonly TlsPair[] {
    return this.#keys.more ?? [];
  }

  /** From now on, new handshakes use these. */
  renew(keys: RenewableKeys['keys']): void {
    this.#keys = keys;
    for (const changed of this.#watchers) changed();
  }

  watch = (changed: () => void): Cancel => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };
}
