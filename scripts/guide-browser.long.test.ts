// The page of the guide that walks, as it prints it: made by esbuild and by Vite, and played in a real browser.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, connectClient, enterWorld } from '../src/client/index.ts';
import { OtherRoleMoveS2c } from '../src/modules/map/map.messages.ts';
import { Browser, Site, withoutChromium } from '../src/server/chromium.fixture.ts';
import { RecipeGame, recipeOf } from './guide-recipe.fixture.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = recipeOf('browser.md', 'A page that walks');
const VITE = recipeOf('browser.md', 'With Vite');
const UNTIL_MS_MAX = 20_000;
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Each bundler with its commands, and the folder that is then published. */
const BUNDLERS = [
  ['esbuild', PAGE.commands, 'web'],
  ['vite', VITE.commands, join('web', 'dist')],
] as const;

for (const [name, commands, published] of BUNDLERS) {
  test(`guide: the page that ${name} makes walks, as the guide prints it`, { skip: withoutChromium }, async () => {
    await using game = new RecipeGame({}, 'world');
    linkBundlers(game.folder);
    const { port } = await game.serve('npm start');
    game.write(PAGE.files, port);
    await game.run(commands);
    await using site = await publish(join(game.folder, published));
    await using browser = await Browser.start();
    const watcher = await connectClient({ url: `tcp://127.0.0.1:${port}` });
    await enterWorld(watcher, { credentials: 'watcher' });
    const page = await browser.open(`${site.url}?name=alice`);
    const shown = await until(async () => {
      const text = await browser.evaluate(page, "document.getElementById('link')?.textContent");
      return typeof text === 'string' && text !== 'connecting …' ? text : null;
    });
    assert.equal(shown, 'the session outlives a lost connection for 60 s');
    const [right, down] = await walk(watcher, () => press(browser, page, 'ArrowRight'));
    assert.ok(right > 0 && down === 0, `${right}, ${down}`);
    await watcher.close();
  });
}

/** What `npm install` of the bundlers does. */
function linkBundlers(folder: string): void {
  for (const name of ['esbuild', 'vite']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    symlinkSync(join(ROOT, 'node_modules', '.bin', name), join(folder, 'node_modules', '.bin', name));
  }
}

function publish(folder: string): Promise<Site> {
  return Site.open((request, response) => {
    const path = URL.parse(request.url ?? '', 'http://localhost')?.pathname ?? '/';
    const file = join(folder, path === '/' ? 'index.html' : path);
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'text/plain');
    response.statusCode = existsSync(file) ? 200 : 404;
    response.end(response.statusCode === 200 ? readFileSync(file) : '');
  });
}

async function press(browser: Browser, page: string, key: string): Promise<void> {
  await browser.send('Input.dispatchKeyEvent', { type: 'keyDown', key }, page);
}

/** How far the role has walked between two moves that a player sees: the newest move replaces older ones. */
async function walk(watcher: Client, step: () => Promise<void>): Promise<readonly [number, number]> {
  const moves: OtherRoleMoveS2c[] = [];
  // Sheep walk too; roles have larger ids.
  const isRole = ({ otherId }: OtherRoleMoveS2c): boolean => otherId >= 10_000_000n;
  const stop = watcher.on(OtherRoleMoveS2c, (move) => isRole(move) && moves.push(move));
  await until(async () => {
    await step();
    return moves.length >= 2 ? true : null;
  });
  stop();
  const [first, second] = moves;
  assert.ok(first !== undefined && second !== undefined);
  return [second.posx - first.posx, second.posy - first.posy];
}

async function until<T>(find: () => Promise<T | null>): Promise<T> {
  for (let leftMs = UNTIL_MS_MAX; leftMs > 0; leftMs -= 200) {
    const found = await find();
    if (found !== null) return found;
    await sleep(200);
  }
  throw new assert.AssertionError({ message: 'it did not come in time' });
}
