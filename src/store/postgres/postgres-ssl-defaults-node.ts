// What libpq takes from its surroundings where an address says nothing: two variables of the environment, and a file in the home directory.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

export interface SslDefaults {
  /** `PGSSLMODE`. */
  readonly mode: string | null;
  /** `PGSSLROOTCERT`, or `~/.postgresql/root.crt` if it exists: the authorities that sign servers' certificates. */
  readonly root: string | null;
}

export function sslDefaults(environment: NodeJS.ProcessEnv = process.env, home: string = homedir()): SslDefaults {
  const own = join(home, '.postgresql', 'root.crt');
  return {
    mode: environment['PGSSLMODE'] || null,
    root: environment['PGSSLROOTCERT'] || (existsSync(own) ? own : null),
  };
}
