import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, ManualClock, SeededRandom, silentLogger } from '../base/index.ts';
import { LoginStore } from '../modules/login/index.ts';
import type { Store } from '../store/index.ts';
import { type ConfigInput, readConfig } from './config.ts';
import { ConfigError } from './control/index.ts';
import { type SignInSetup, setUpSignIn } from './sign-in-setup.ts';
import { ticketKeysOf } from './ticket-keys.ts';

async function setUp(flags: ConfigInput, warnings: string[] = []): Promise<SignInSetup> {
  const config = readConfig({ flags: { ...flags, inMemory: true } });
  const clock = new ManualClock();
  const random = new SeededRandom(1);
  // Nothing is asked of the store before somebody signs in.
  const store = new LoginStore({} as Store, clock);
  const log = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  const ticketKeys = await ticketKeysOf(config, random);
  return setUpSignIn({ config, store, ticketKeys, clock, counters: new Counters(), log, random });
}

test('sign-in setup: by default players come by ticket or password, and nobody without', async () => {
  const { providers, visitor } = await setUp({});
  assert.deepEqual(providers.names, ['ticket', 'password']);
  assert.deepEqual([visitor, providers.choose('')?.name], [null, 'ticket']);
  for (const off of ['dev', 'classic', 'visitor']) assert.equal(providers.choose(off), null, off);
});

test('sign-in setup: development opens everything, and anyone is the default', async () => {
  const { providers, visitor } = await setUp({ dev: true });
  assert.deepEqual([providers.names[0], visitor?.name], ['dev', 'visitor']);
});

test('sign-in setup: what is configured is on, and the default is asked first', async () => {
  const auth = { classic: { key: 'a-long-enough-key' }, visitor: { key: 'k' }, default: 'password' } as const;
  const { providers, visitor } = await setUp({ auth });
  assert.deepEqual([providers.names, visitor?.name], [['password', 'classic', 'ticket'], 'visitor']);
  assert.equal(providers.choose('anything else')?.name, 'password');
});

test('sign-in setup: a server that nobody could enter does not start, and says what to do', async () => {
  const rows: readonly (readonly [ConfigInput, RegExp])[] = [
    [{ auth: { ticket: { isOn: false }, password: { isOn: false } } }, /every provider is off.*auth\.ticket/],
    [{ auth: { default: 'dev' } }, /auth\.default: the provider 'dev' is not switched on; these are: ticket, password/],
    [{ auth: { default: 'classic' } }, /auth\.default: the provider 'classic'/],
  ];
  for (const [flags, message] of rows) {
    await assert.rejects(
      setUp(flags),
      (error) => error instanceof ConfigError && error.code === 'no-way-in' && message.test(error.message),
    );
  }
});

test('sign-in setup: a ticket key of one’s own is taken as it is, none is made where tickets are off', async () => {
  const secretBase64 = Buffer.from(new SeededRandom(9).bytes(40)).toString('base64');
  const given = readConfig({ flags: { auth: { ticket: { keys: [{ id: 'mine', secretBase64 }] } } } });
  const [key] = await ticketKeysOf(given, new SeededRandom(1));
  assert.deepEqual([key?.id, Buffer.from(key?.secret ?? []).toString('base64')], ['mine', secretBase64]);
  const off = readConfig({ flags: { auth: { ticket: { isOn: false } } } });
  assert.deepEqual(await ticketKeysOf(off, new SeededRandom(1)), []);
});
