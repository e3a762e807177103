// The client library in a real browser: a page that each bundler made plays against a whole server, while its device goes off line and
// its network breaks.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { ChatS2c } from '../modules/chat/chat.messages.ts';
import { TEST_TLS_KEYS } from '../reactor/tls-keys.fixture.ts';
import { Browser, Site, withoutChromium } from './chromium.fixture.ts';
import { CutProxy } from './cut-proxy.fixture.ts';
import type { PageGame } from './page-game.fixture.ts';
import type { Server } from './server.ts';
import { withServer } from './websocket.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'jadegate-browser-'));
after(() => rmSync(folder, { recursive: true }));
const ENTRY = join(import.meta.dirname, 'page-game.fixture.ts');
const PARK_SECONDS = 5;
/** So long that the page's own clock shows it. */
const FROZEN_MS = 11_000;
/** What a test waits for comes within seconds, or not at all. */
const UNTIL_MS_MAX = 40_000;

type Seen = Omit<PageGame, 'isLinkUp' | 'start' | 'play' | 'pause'> & { readonly isUp: boolean };

/** The page in the browser. */
class Page {
  readonly #browser: Browser;
  readonly #id: string;

  private constructor(browser: Browser, id: string) {
    this.#browser = browser;
    this.#id = id;
  }

  /** Resolves when the page's script has run. */
  static async open(browser: Browser, url: string): Promise<Page> {
    const id = await browser.open(url);
    await browser.send('Network.enable', {}, id);
    for (let leftMs = UNTIL_MS_MAX; (await browser.evaluate(id, 'typeof game')) !== 'object'; leftMs -= 50) {
      assert.ok(leftMs > 0, 'the script of the page runs');
      await sleep(50);
    }
    return new Page(browser, id);
  }

  call(text: string): Promise<unknown> {
    return this.#browser.evaluate(this.#id, `game.${text}`);
  }

  async setOffline(isOffline: boolean): Promise<void> {
    const conditions = { offline: isOffline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
    await this.#browser.send('Network.emulateNetworkConditions', conditions, this.#id);
  }

  async setFrozen(isFrozen: boolean): Promise<void> {
    await this.#browser.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' }, this.#id);
  }

  async seen(): Promise<Seen> {
    return (await this.#browser.evaluate(this.#id, '({ ...game, isUp: game.isLinkUp() })')) as Seen;
  }

  /** Resolves with what the page has seen once that is so. */
  async until(isSo: (seen: Seen) => boolean, what: string): Promise<Seen> {
    for (let leftMs = UNTIL_MS_MAX; ; leftMs -= 50) {
      const seen = await this.seen();
      if (isSo(seen)) return seen;
      assert.ok(leftMs > 0, `${what}: ${JSON.stringify(seen)}`);
      await sleep(50);
    }
  }
}

const BUNDLERS: Readonly<Record<'esbuild' | 'vite', () => Promise<string>>> = {
  esbuild: async () => {
    const { outputFiles, warnings } = await esbuild({
      ...{ entryPoints: [ENTRY], bundle: true, format: 'esm', platform: 'browser', write: false, logLevel: 'silent' },
    });
    assert.deepEqual(warnings, []);
    return outputFiles[0]?.text ?? '';
  },
  vite: async () => {
    const warnings: string[] = [];
    const warn = (text: string): void => void warnings.push(text);
    const result = await vite({
      ...{ configFile: false, root: import.meta.dirname, logLevel: 'warn' },
      customLogger: {
        ...{ hasWarned: false, info: () => {}, warn, warnOnce: warn, error: warn },
        ...{ clearScreen: () => {}, hasErrorLogged: () => false },
      },
      build: { write: false, lib: { entry: ENTRY, formats: ['es'] } },
    });
    assert.deepEqual(warnings, []);
    const [bundle] = [result].flat();
    assert.ok(bundle !== undefined && 'output' in bundle);
    return bundle.output[0].code;
  },
};

for (const [name, layout, scheme] of [
  ['esbuild', 'packed', 'ws'],
  ['vite', 'protobuf', 'wss'],
] as const) {
  test(`browser client: a page made by ${name}, over ${scheme} in the layout ${layout}, loses nothing and doubles nothing`, {
    skip: withoutChromium,
  }, async () => {
    const script = await BUNDLERS[name]();
    assert.doesNotMatch(script, /node:|\brequire\(/);
    await using site = await Site.open((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : '<!doctype html><script type="module" src="page.js"></script>');
    });
    const gate = { resume: { parkSeconds: PARK_SECONDS }, ...(scheme === 'wss' ? { tls: writeKeys() } : {}) };
    await withServer({ dev: true, gate }, async (server) => {
      await using proxy = await CutProxy.open(server.endpoint.port);
      await using browser = await Browser.start();
      const page = await Page.open(browser, site.url);
      await page.call(`start(${JSON.stringify({ url: `${scheme}://127.0.0.1:${proxy.port}/`, name, layout })})`);
      await playThrough(page, { server, proxy, isEverFrozen: layout === 'packed' });
    });
  });
}

/** The settings of a port with TLS. */
function writeKeys() {
  const [certificateFile, privateKeyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')] as const;
  writeFileSync(certificateFile, TEST_TLS_KEYS.certificate);
  writeFileSync(privateKeyFile, TEST_TLS_KEYS.privateKey, { mode: 0o600 });
  return { certificateFile, privateKeyFile };
}

async function playThrough(
  page: Page,
  {
    server,
    proxy,
    isEverFrozen,
  }: { readonly server: Server; readonly proxy: CutProxy; readonly isEverFrozen: boolean },
): Promise<void> {
  let lines = 0;
  const say = (): void => {
    const line = { type: 1, serverid: 1, privateflag: 0, desroleid: 0n, desrolename: '', details: [], identity: 0 };
    server.gate.broadcast(ChatS2c, { ...line, msginfo: String(++lines), reptype: 0 });
  };
  const talking = setInterval(say, 20);
  try {
    await page.call('play()');
    await page.until(({ echoes, lines: heard }) => echoes.length > 20 && heard.length > 20, 'plays');
    await page.setOffline(true);
    await page.until(({ isUp }) => !isUp, 'the link is lost');
    await sleep(1_000);
    await page.setOffline(false);
    await page.until(({ events }) => events.at(-1) === 'resumed', 'resumed after off line');
    for (let cut = 2; cut <= 4; cut++) {
      proxy.cut();
      await page.until(
        ({ events }) => events.filter((kind) => kind === 'resumed').length === cut,
        'resumed after a cut',
      );
    }
    if (isEverFrozen) await freeze(page, proxy);
  } finally {
    clearInterval(talking);
  }
  await page.call('pause()');
  const { faults } = await page.until(({ sent, echoes, lines: heard }) => {
    return echoes.length === sent && heard.length === lines;
  }, 'all came');
  assert.deepEqual(faults, []);
  const seen = await page.seen();
  assert.deepEqual(seen.echoes, upTo(seen.sent), 'each number came back once, in order');
  assert.deepEqual(seen.lines, upTo(lines).map(String), 'each line came once, in order');
  await parkOver(page);
}

/** The browser freezes the page, and its connection carries nothing any more: once the page runs again, it comes back. */
async function freeze(page: Page, proxy: CutProxy): Promise<void> {
  await page.setFrozen(true);
  proxy.swallow();
  await sleep(FROZEN_MS);
  await page.setFrozen(false);
  await page.until(({ events }) => events.filter((kind) => kind === 'resumed').length === 5, 'resumed after a freeze');
}

/** Off line for longer than the server waits: the page signs in again over the same client. */
async function parkOver(page: Page): Promise<void> {
  await page.setOffline(true);
  await page.until(({ isUp }) => !isUp, 'the link is lost');
  await sleep((PARK_SECONDS + 2) * 1_000);
  await page.setOffline(false);
  const { events, entered, faults } = await page.until((seen) => seen.entered === 2 && seen.isUp, 'signed in again');
  assert.deepEqual([entered, faults], [2, []]);
  assert.deepEqual(events.slice(-3), ['lost', 'refused', 'enabled']);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
