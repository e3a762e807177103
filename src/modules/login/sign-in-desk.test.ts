import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { z } from 'zod';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { openAskingProviders } from './asking-providers-node.ts';
import { authSettings } from './login.settings.ts';
import { ProviderConfigError } from './providers/provider-config-error.ts';
import { openSignInDesk, type SignInDesk } from './sign-in-desk.ts';
import { ticketKeysOf } from './ticket-keys-node.ts';

async function setUp(
  { dev = false, auth = {} }: { readonly dev?: boolean; readonly auth?: z.input<typeof authSettings> },
  warnings: string[] = [],
): Promise<SignInDesk> {
  const settings = authSettings.parse(auth);
  const clock = new ManualClock();
  const random = new SeededRandom(1);
  const log = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  const ticketKeys = await ticketKeysOf(settings, { dataDirectory: null, random });
  const counters = new Counters();
  const asking = await openAskingProviders(settings, { clock, counters, log, random, signInMs: 30_000 });
  return openSignInDesk({
    ...{ settings, isDevelopment: dev, serverIds: [1], ticketKeys, asking },
    clock,
    counters,
    log,
    random,
  });
}

test('sign-in desk: by default players come by ticket or password, and nobody without', async () => {
  const { providers, visitor } = await setUp({});
  assert.deepEqual(providers.names, ['ticket', 'password']);
  assert.deepEqual([visitor, providers.choose('')?.name], [null, 'ticket']);
  for (const off of ['dev', 'classic', 'visitor']) assert.equal(providers.choose(off), null, off);
});

test('sign-in desk: development opens everything, and anyone is the default', async () => {
  const { providers, visitor } = await setUp({ dev: true });
  assert.deepEqual([providers.names[0], visitor?.name], ['dev', 'visitor']);
});

test('sign-in desk: what is configured is on, and the default is asked first', async () => {
  const auth = { classic: { key: 'a-long-enough-key' }, visitor: { key: 'k' }, default: 'password' } as const;
  const { providers, visitor } = await setUp({ auth });
  assert.deepEqual([providers.names, visitor?.name], [['password', 'classic', 'ticket'], 'visitor']);
  assert.equal(providers.choose('anything else')?.name, 'password');
});

test('sign-in desk: a server that nobody could enter does not start, and says what to do', async () => {
  const rows: readonly (readonly [Parameters<typeof setUp>[0], RegExp])[] = [
    [{ auth: { ticket: { isOn: false }, password: { isOn: false } } }, /every provider is off.*auth\.ticket/],
    [{ auth: { default: 'dev' } }, /auth\.default: the provider 'dev' is not switched on; these are: ticket, password/],
    [{ auth: { default: 'classic' } }, /auth\.default: the provider 'classic'/],
  ];
  for (const [flags, message] of rows) {
    await assert.rejects(
      setUp(flags),
      (error) => error instanceof ProviderConfigError && error.code === 'no-way-in' && message.test(error.message),
    );
  }
});

test('sign-in desk: a ticket key of one’s own is taken as it is, none is made where tickets are off', async () => {
  const secretBase64 = Buffer.from(new SeededRandom(9).bytes(40)).toString('base64');
  const place = { dataDirectory: null, random: new SeededRandom(1) };
  const given = authSettings.parse({ ticket: { keys: [{ id: 'mine', secretBase64 }] } });
  const [key] = await ticketKeysOf(given, place);
  assert.deepEqual([key?.id, Buffer.from(key?.secret ?? []).toString('base64')], ['mine', secretBase64]);
  const off = authSettings.parse({ ticket: { isOn: false } });
  assert.deepEqual(await ticketKeysOf(off, place), []);
});
