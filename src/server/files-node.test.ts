import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TEST_TLS_KEYS } from '../reactor/tls-keys.fixture.ts';
import { ConfigError, type ConfigErrorCode } from './control/index.ts';
import { readNamed, readTlsKeys } from './files-node.ts';

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

test('files: a key of TLS that is none, or of another certificate, is named with its settings', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-tls-key-'));
  try {
    const certificateFile = join(directory, 'certificate.pem');
    const privateKeyFile = join(directory, 'key.pem');
    await writeFile(certificateFile, TEST_TLS_KEYS.certificate);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    for (const text of ['no key', TEST_TLS_KEYS.certificate, other]) {
      await writeFile(privateKeyFile, text);
      const read = readTlsKeys({ certificateFile, privateKeyFile });
      await assert.rejects(read, fails('unreadable', /gate\.tls\.privateKeyFile .*key\.pem cannot serve together/));
    }
    await writeFile(privateKeyFile, TEST_TLS_KEYS.privateKey);
    assert.deepEqual(await readTlsKeys({ certificateFile, privateKeyFile }), TEST_TLS_KEYS);
  } finally {
    await rm(directory, { recursive: true });
  }
});
