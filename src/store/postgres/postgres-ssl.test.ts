import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { driverAddress } from './postgres-ssl.ts';
import { type SslDefaults, sslDefaults } from './postgres-ssl-defaults-node.ts';

const directory = mkdtempSync(join(tmpdir(), 'postgres-ssl-'));
after(() => rmSync(directory, { recursive: true }));
const root = join(directory, 'given.crt');
writeFileSync(root, 'given');

const NOTHING: SslDefaults = { mode: null, root: null };

/** What is tried: `plain`, `any` certificate, one of the authority for `any-name`, or `full`. With the authority's file. */
function tried(parameters: string, defaults = NOTHING, host = 'db.example'): readonly string[] {
  return driverAddress(`postgres://u@${host}/game?${parameters}`, 'db', defaults).encryptions.map((encryption) => {
    if (encryption === false) return 'plain';
    const ca = encryption.ca === undefined ? '' : ` ${String(encryption.ca)}`;
    if (encryption.rejectUnauthorized === false) return `any${ca}`;
    return `${encryption.checkServerIdentity === undefined ? 'full' : 'any-name'}${ca}`;
  });
}

test('postgres ssl: without a word in the address it is as libpq has it: encrypted if the server offers it', () => {
  assert.deepEqual(tried(''), ['any', 'plain']);
  assert.deepEqual(tried('sslmode=disable'), ['plain']);
  assert.deepEqual(tried('sslmode=allow'), ['plain', 'any']);
  assert.deepEqual(tried('sslmode=require'), ['any']);
  assert.deepEqual(tried('sslrootcert=system'), ['full']);
});

test('postgres ssl: the environment says what the address leaves out, and the address overrides it', () => {
  const defaults = { mode: 'require', root };
  assert.deepEqual(tried('', defaults), ['any-name given']);
  assert.deepEqual(tried('sslmode=disable', defaults), ['plain']);
  assert.deepEqual(tried('sslmode=prefer', defaults), ['any-name given', 'plain']);
  assert.throws(() => tried('', { mode: 'maybe', root: null }), /PGSSLMODE=maybe is unknown: use one of disable/);
});

test('postgres ssl: the root certificate of the home directory counts for verify-ca and verify-full', () => {
  const home = join(directory, 'home');
  assert.deepEqual(sslDefaults({}, home), NOTHING);
  mkdirSync(join(home, '.postgresql'), { recursive: true });
  writeFileSync(join(home, '.postgresql', 'root.crt'), 'own');
  const defaults = sslDefaults({}, home);
  assert.deepEqual(tried('sslmode=verify-ca', defaults), ['any-name own']);
  assert.deepEqual(tried('sslmode=verify-full', defaults), ['full own']);
  assert.deepEqual(tried(`sslmode=verify-full&sslrootcert=${root}`, defaults), ['full given']);
  const named = sslDefaults({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: root }, home);
  assert.deepEqual(tried('', named), ['full given']);
  assert.throws(() => tried('sslmode=verify-ca'), /verify-ca needs sslrootcert.*~\/\.postgresql\/root\.crt/);
});

test('postgres ssl: a socket of this machine is not encrypted, whatever is asked for', () => {
  assert.deepEqual(tried('sslmode=require&host=/var/run/postgresql'), ['plain']);
  assert.deepEqual(tried('', NOTHING, '%2Fvar%2Frun'), ['plain']);
});

test('postgres ssl: the driver does not see the parameters of the encryption', () => {
  const { url } = driverAddress(`postgres://u@h/game?sslmode=prefer&ssl=1&options=-csearch_path%3Da`, 'db', NOTHING);
  assert.equal(url, 'postgres://u@h/game?options=-csearch_path%3Da');
});
