// A store of sign-ins for tests: each part fails unless the test gives it.
import type { ProviderStore } from './provider.ts';

const down = (): Promise<never> => Promise.reject(new Error('down'));

export function providerStore(parts: Partial<ProviderStore> = {}): ProviderStore {
  // The parts of a class instance are on its prototype, so each is bound by name.
  return {
    use: parts.use?.bind(parts) ?? down,
    find: parts.find?.bind(parts) ?? down,
    save: parts.save?.bind(parts) ?? down,
    next: parts.next?.bind(parts) ?? down,
  };
}
