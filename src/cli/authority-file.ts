// The certificates that a client trusts: `--authority` of the commands that connect.
import { readFileSync } from 'node:fs';
import { messageOf } from '../base/index.ts';
import { ConfigError } from '../server/control/index.ts';

/** The client's options for `--authority`, which may be missing. Throws `ConfigError`. */
export function authorityOptions(path: string | undefined): { readonly tls?: { readonly authority: string } } {
  if (path === undefined) return {};
  try {
    return { tls: { authority: readFileSync(path, 'utf8') } };
  } catch (error) {
    throw new ConfigError('unreadable', `authority: ${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
