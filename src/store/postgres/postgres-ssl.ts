// What `sslmode` of a database's address means, as libpq defines it: which encryptions are tried, in which order, and whether the
// server's certificate must be valid. The driver gives these words other meanings, so it never gets to see them.
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { messageOf } from '../../base/index.ts';
import { StoreError } from '../table/index.ts';

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

/** What this address asks for. Reads the files that it names; throws a `StoreError` that names the parameter. */
export function driverAddress(address: string, location: string): DriverAddress {
  const url = new URL(address);
  const { searchParams } = url;
  const mode = modeOf(searchParams, location);
  if (mode === null) return { url: address, encryptions: [false] };
  const root = searchParams.get('sslrootcert');
  const files = {
    ...fileOf(searchParams, { parameter: 'sslcert', option: 'cert' }, location),
    ...fileOf(searchParams, { parameter: 'sslkey', option: 'key' }, location),
    ...(root === 'system' ? {} : fileOf(searchParams, { parameter: 'sslrootcert', option: 'ca' }, location)),
  };
  for (const name of ['ssl', 'sslmode', 'sslcert', 'sslkey', 'sslrootcert']) searchParams.delete(name);
  return { url: url.href, encryptions: encryptionsOf(mode, { files, root, location }) };
}

function modeOf(parameters: URLSearchParams, location: string): SslMode | null {
  const given = parameters.get('sslmode');
  if (given === null) {
    if (parameters.get('sslrootcert') === 'system') return 'verify-full';
    const isAsked = ['true', '1'].includes(parameters.get('ssl') ?? '') || parameters.has('sslrootcert');
    return isAsked ? 'verify-full' : null;
  }
  const mode = SSL_MODES.find((one) => one === given);
  if (mode !== undefined) return mode;
  throw new StoreError('denied', `${location}: sslmode=${given} is unknown: use one of ${SSL_MODES.join(', ')}`);
}

interface Given {
  readonly files: ConnectionOptions;
  /** The parameter `sslrootcert`. */
  readonly root: string | null;
  readonly location: string;
}

function encryptionsOf(mode: SslMode, { files, root, location }: Given): readonly Encryption[] {
  const unverified = { ...files, rejectUnauthorized: false };
  const anyName = { ...files, checkServerIdentity: () => undefined };
  switch (mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, unverified];
    case 'prefer':
      return [unverified, false];
    case 'require':
      // libpq: with a root certificate, `require` is `verify-ca`.
      return [root === null ? unverified : anyName];
    case 'verify-ca':
      if (root !== null && root !== 'system') return [anyName];
      throw new StoreError(
        'denied',
        `${location}: sslmode=verify-ca needs sslrootcert=FILE with the certificate of your authority; for a public authority use verify-full`,
      );
    case 'verify-full':
      return [files];
  }
}

function fileOf(
  parameters: URLSearchParams,
  { parameter, option }: { readonly parameter: string; readonly option: 'ca' | 'cert' | 'key' },
  location: string,
): ConnectionOptions {
  const file = parameters.get(parameter);
  if (file === null) return {};
  try {
    return { [option]: readFileSync(file) };
  } catch (cause) {
    const message = `${location}: the file of ${parameter} cannot be read (${messageOf(cause)})`;
    throw new StoreError('denied', message, { cause });
  }
}
