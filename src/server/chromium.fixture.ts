// Debian's Chromium, for tests of web pages. Without it they are skipped, except on the machine of continuous integration.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';

const CHROMIUM = '/usr/bin/chromium';

/** Why a test of a page is skipped; false when it runs. */
export const withoutChromium =
  existsSync(CHROMIUM) || process.env['CI'] !== undefined
    ? false
    : `NO BROWSER: ${CHROMIUM} is not there (Debian package chromium), so no page was tried`;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Opens a page of a site on this machine. The page reports by a request for `/found?…`: its parameters are the result. `answer` serves
 * every other request.
 */
export async function openPage(answer: Answer): Promise<Record<string, string>> {
  const found = Promise.withResolvers<Record<string, string>>();
  await using site = await Site.open((request, response) => {
    const target = URL.parse(request.url ?? '', 'http://localhost');
    if (target?.pathname === '/found') {
      found.resolve(Object.fromEntries(target.searchParams));
      response.end();
    } else answer(request, response);
  });
  await using browser = await Browser.start();
  await browser.open(site.url);
  return await Promise.race([found.promise, browser.failed]);
}

/** An HTTP server on this machine. */
export class Site {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async open(answer: Answer): Promise<Site> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { readonly port: number };
    return new Site(server, `http://127.0.0.1:${port}/`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    return promise;
  }
}

interface Reply {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A browser that is driven by the DevTools protocol, over a pipe. */
export class Browser {
  /** Rejects when the browser ends by itself. */
  readonly failed: Promise<never>;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #profile: string;
  readonly #waiting = new Map<number, PromiseWithResolvers<Readonly<Record<string, unknown>>>>();
  #sent = 0;

  private constructor(child: ChildProcess, profile: string) {
    this.#child = child;
    this.#profile = profile;
    this.#exited = once(child, 'exit');
    const failed = Promise.withResolvers<never>();
    this.failed = failed.promise;
    this.failed.catch(() => {});
    child.once('error', failed.reject);
    child.once('exit', (code) => failed.reject(new Error(`${CHROMIUM} ended with ${code}`)));
    // Null ends each message.
    let rest = '';
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = `${rest}${text}`.split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#heard(JSON.parse(message) as Reply);
    });
  }

  static async start(): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'jadegate-chromium-'));
    // The certificates of tests are nobody's.
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage'].concat(
      '--ignore-certificate-errors',
    );
    const child = spawn(CHROMIUM, [...flags, '--remote-debugging-pipe', `--user-data-dir=${profile}`], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      detached: true,
    });
    return new Browser(child, profile);
  }

  /** Opens a page; the result is for `send` and `evaluate`. */
  async open(url: string): Promise<string> {
    const { targetId } = await this.send('Target.createTarget', { url });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    return sessionId as string;
  }

  /** A command of the DevTools protocol, to a page or to the browser. Rejects with what the browser says against it. */
  send(method: string, params: object = {}, page?: string): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#sent;
    const reply = Promise.withResolvers<Readonly<Record<string, unknown>>>();
    this.#waiting.set(id, reply);
    const text = JSON.stringify({ id, method, params, ...(page === undefined ? {} : { sessionId: page }) });
    (this.#child.stdio[3] as Writable).write(`${text}\0`);
    return Promise.race([reply.promise, this.failed]);
  }

  /** The value of an expression in a page, as JSON has it; of a promise, what it resolves with. */
  async evaluate(page: string, expression: string): Promise<unknown> {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', params, page);
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return (result as { readonly value?: unknown }).value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The whole group: a browser is many processes.
    if (this.#child.pid !== undefined && this.#child.exitCode === null) process.kill(-this.#child.pid, 'SIGKILL');
    await this.#exited;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #heard({ id, result, error }: Reply): void {
    const reply = this.#waiting.get(id ?? 0);
    this.#waiting.delete(id ?? 0);
    if (error === undefined) reply?.resolve(result ?? {});
    else reply?.reject(new Error(error.message));
  }
}
