// What `sslmode` of a database's address means, as libpq defines it: which encryptions are tried, in which order, and whether the
// server's certificate must be valid. The driver gives these words other meanings, so it never gets to see them.
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { messageOf } from '../../base/index.ts';
import { StoreError } from '../table/index.ts';
import type { SslDefaults } from './postgres-ssl-defaults-node.ts';

/** `false`: no encryption. */
export type Encryption = ConnectionOptions | false;

export interface DriverAddress {
  /** The address without the parameters of the encryption. */
  readonly url: string;
  /** What to try, in this order. */
  readonly encryptions: readonly Encryption[];
}

export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type SslMode = (typeof SSL_MODES)[number];

/**
 * What this address asks for, and `defaults` where it asks for nothing. Reads the files that they name; throws a `StoreError` that
 * names the parameter.
 */
export function driverAddress(address: string, location: string, defaults: SslDefaults): DriverAddress {
  const url = new URL(address);
  const { searchParams } = url;
  const mode = modeOf(searchParams, location, defaults);
  // Over a socket of this machine there is nothing to encrypt.
  if (mode === 'disable' || isLocalSocket(url)) return { url: withoutSsl(url), encryptions: [false] };
  const root = searchParams.get('sslrootcert') ?? defaults.root;
  const certificate = searchParams.get('sslcert');
  const key = searchParams.get('sslkey');
  const files = {
    ...fileOf('sslcert', { file: certificate, option: 'cert' }, location),
    ...fileOf('sslkey', { file: key, option: 'key' }, location),
    ...fileOf('sslrootcert', { file: root === 'system' ? null : root, option: 'ca' }, location),
  };
  return { url: withoutSsl(url), encryptions: encryptionsOf(mode, { files, root, location }) };
}

/** The driver gives these parameters other meanings. */
function withoutSsl(url: URL): string {
  for (const name of ['ssl', 'sslmode', 'sslcert', 'sslkey', 'sslrootcert']) url.searchParams.delete(name);
  return url.href;
}

function isLocalSocket({ hostname, searchParams }: URL): boolean {
  return /^%2f/i.test(hostname) || (searchParams.get('host') ?? '').startsWith('/');
}

function modeOf(parameters: URLSearchParams, location: string, defaults: SslDefaults): SslMode {
  const given = parameters.get('sslmode');
  if (given !== null) return knownMode(given, `${location}: sslmode=${given}`);
  // One who names an authority wants it to count.
  if (parameters.has('sslrootcert') || ['true', '1'].includes(parameters.get('ssl') ?? '')) return 'verify-full';
  return knownMode(defaults.mode ?? 'prefer', `${location}: PGSSLMODE=${defaults.mode}`);
}

function knownMode(given: string, what: string): SslMode {
  const mode = SSL_MODES.find((one) => one === given);
  if (mode !== undefined) return mode;
  throw new StoreError('denied', `${what} is unknown: use one of ${SSL_MODES.join(', ')}`);
}

interface Given {
  readonly files: ConnectionOptions;
  /** The file of the authorities, or `system`. */
  readonly root: string | null;
  readonly location: string;
}

function encryptionsOf(mode: SslMode, { files, root, location }: Given): readonly Encryption[] {
  // libpq: where there is a root certificate, it counts in every mode.
  const anyName = { ...files, checkServerIdentity: () => undefined };
  const usual = root === null ? { ...files, rejectUnauthorized: false } : anyName;
  switch (mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, usual];
    case 'prefer':
      return [usual, false];
    case 'require':
      return [usual];
    case 'verify-ca':
      if (root !== null && root !== 'system') return [anyName];
      throw new StoreError(
        'denied',
        `${location}: sslmode=verify-ca needs sslrootcert=FILE with the certificate of your authority, or that file as ~/.postgresql/root.crt; for a public authority use verify-full`,
      );
    case 'verify-full':
      return [files];
  }
}

function fileOf(
  parameter: string,
  { file, option }: { readonly file: string | null; readonly option: 'ca' | 'cert' | 'key' },
  location: string,
): ConnectionOptions {
  if (file === null) return {};
  try {
    return { [option]: readFileSync(file) };
  } catch (cause) {
    const message = `${location}: the file of ${parameter} cannot be read (${messageOf(cause)})`;
    throw new StoreError('denied', message, { cause });
  }
}
