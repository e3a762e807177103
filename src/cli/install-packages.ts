// Runs `npm install` in a folder: quietly, from npm's cache where possible, with npm's own progress on a terminal.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { messageOf } from '../base/index.ts';
import { NewError } from './new-error.ts';

/** Some 150 MB over a slow line; after this time npm is considered hung. */
const INSTALL_MS_MAX = 15 * 60_000;
/** One early retry is enough for a short fault; a user who is offline gets the error within seconds. */
const FLAGS = [
  '--no-audit',
  '--no-fund',
  '--prefer-offline',
  '--loglevel=error',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
];

/**
 * Resolves when the packages are installed. Rejects with `NewError`; npm has then written its output to standard error.
 */
export function installPackages(folder: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Prefix: when npm started this command, its environment variables point npm to another project.
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
    else reject(failure(code === null ? `it was killed by ${signal}` : `it ended with ${code}`));
  });
  return promise;
}

function failure(what: string, cause?: unknown): NewError {
  return new NewError('install-failed', `npm install failed: ${what}`, { cause });
}
