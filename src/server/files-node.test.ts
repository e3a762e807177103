import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { OTHER_TLS_KEYS, TEST_TLS_KEYS } from '../reactor/tls-keys.fixture.ts';
import { ConfigError, type ConfigErrorCode } from './control/index.ts';
import { checkTlsPair, readNamed } from './files-node.ts';

async function inDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-files-'));
  try {
    await body(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function fails(code: ConfigErrorCode, message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof ConfigError && error.code === code && message.test(error.message);
}

test('files: what is missing is named with its setting', async () => {
  await inDirectory(async (directory) => {
    const missing = join(directory, 'none.pem');
    await assert.rejects(
      readNamed(missing, 'gate.tls.privateKeyFile'),
      fails('unreadable', /^gate\.tls\.privateKeyFile: .*none\.pem/),
    );
  });
});

test('files: a key of TLS that is none, or of another certificate, is named with its settings', () => {
  const files = { setting: 'gate.tls', certificateFile: '/certificate.pem', privateKeyFile: '/key.pem' };
  const { certificate } = TEST_TLS_KEYS;
  for (const privateKey of ['no key', certificate, OTHER_TLS_KEYS.privateKey]) {
    assert.throws(
      () => checkTlsPair({ certificate, privateKey }, files),
      fails('unreadable', /gate\.tls\.privateKeyFile \/key\.pem cannot serve together/),
    );
  }
  checkTlsPair(TEST_TLS_KEYS, files);
});
