// Runs `npm install` in a folder: quiet, from npm's cache where it can, with npm's own progress on a terminal.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { messageOf } from '../base/index.ts';
import { NewError } from './new-error.ts';

/** Some 150 MB over a slow line; past it npm hangs. */
const INSTALL_MS_MAX = 15 * 60_000;
/** One more try, soon, is enough for a hiccup; who is off line is told within seconds. */
const FLAGS = [
  '--no-audit',
  '--no-fund',
  '--prefer-offline',
  '--loglevel=error',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
];

/** Resolves when the packages are there. Rejects with `NewError`; what npm said is on standard error by then. */
export function installPackages(folder: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Prefix: whoever called us through npm has told it, by the environment, that the project is elsewhere.
  const child = spawn('npm', ['install', '--prefix', folder, ...FLAGS], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: INSTALL_MS_MAX,
    // On Windows npm is a script, which only a shell can start.
    shell: process.platform === 'win32',
  });
  child.on('error', (error) => reject(failure(messageOf(error), error)));
  child.on('close', (code, signal) => {
    if (code === 0) resolve();
    else reject(failure(code === null ? `it was ended by ${signal}` : `it ended with ${code}`));
  });
  return promise;
}

function failure(what: string, cause?: unknown): NewError {
  return new NewError('install-failed', `npm install failed: ${what}`, { cause });
}
