// Debian's Chromium, for tests of web pages. Without it they are skipped, except on the machine of continuous integration.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const CHROMIUM = '/usr/bin/chromium';

/** Why a test of a page is skipped; false when it runs. */
export const withoutChromium =
  existsSync(CHROMIUM) || process.env['CI'] !== undefined
    ? false
    : `NO BROWSER: ${CHROMIUM} is not there (Debian package chromium), so no page was tried`;

/**
 * Opens a page of a site on this machine. The page reports by a request for `/found?…`: its parameters are the result. `answer` serves
 * every other request.
 */
export async function openPage(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Record<string, string>> {
  const found = Promise.withResolvers<Record<string, string>>();
  const site = createServer((request, response) => {
    const target = URL.parse(request.url ?? '', 'http://localhost');
    if (target?.pathname === '/found') {
      found.resolve(Object.fromEntries(target.searchParams));
      response.end();
    } else answer(request, response);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as { readonly port: number };
  const profile = await mkdtemp(join(tmpdir(), 'jadegate-chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`];
  const browser = spawn(CHROMIUM, [...flags, '--disable-dev-shm-usage', `http://127.0.0.1:${port}/`], {
    stdio: 'ignore',
    detached: true,
  });
  const exited = once(browser, 'exit');
  browser.once('error', found.reject);
  exited.then(([code]) => found.reject(new Error(`${CHROMIUM} ended with ${code}`)), found.reject);
  try {
    return await found.promise;
  } finally {
    // The whole group: a browser is many processes.
    if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
    await exited;
    site.closeAllConnections();
    site.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
