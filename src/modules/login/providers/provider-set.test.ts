// Which provider a sign-in goes to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DevProvider } from './dev-provider.ts';
import type { Provider } from './provider.ts';
import { accepted } from './provider.ts';
import { ProviderSet } from './provider-set.ts';

const ticket: Provider = { name: 'ticket', isGuessable: false, verify: () => accepted('a'), lockKey: () => null };
const dev = new DevProvider();

test('provider set: the type names one, and empty or foreign text goes to the first', () => {
  const providers = new ProviderSet([ticket, dev]);
  assert.deepEqual(providers.names, ['ticket', 'dev']);
  assert.equal(providers.choose('dev'), dev);
  for (const type of ['', 'ticket', 'qq', 'DEV', ' dev', '__proto__', 'constructor', 'x'.repeat(60_000)]) {
    assert.equal(providers.choose(type), ticket, type.slice(0, 20));
  }
});

test('provider set: a known provider that is off does not fall back', () => {
  const providers = new ProviderSet([ticket]);
  for (const type of ['password', 'classic', 'visitor', 'dev']) assert.equal(providers.choose(type), null);
});

test('provider set: with nothing configured nothing is open', () => {
  const providers = new ProviderSet([]);
  for (const type of ['', 'dev', 'ticket', 'qq']) assert.equal(providers.choose(type), null);
});

test('provider set: two of one name are a bug of the caller', () => {
  assert.throws(() => new ProviderSet([dev, new DevProvider()]), /broken invariant/);
});
