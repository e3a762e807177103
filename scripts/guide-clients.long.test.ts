// The clients that the guide prints, run as it prints them: in Python, and in a page of a real browser. The code, the commands and
// what they print come from the page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { openPage, withoutChromium } from '../src/server/chromium.fixture.ts';
import { RecipeGame, recipeOf } from './guide-recipe.fixture.ts';

const PAGE = 'other-clients.md';
const [SERVE = ''] = recipeOf(PAGE, 'Packets').servers;

test('guide: the client in Python goes into the world and digs, as the page prints it', {
  skip: withoutProtoc(),
}, async () => {
  const { files, commands, prints } = recipeOf(PAGE, 'Python');
  await using game = new RecipeGame();
  const { port } = await game.serve(SERVE);
  game.write(files, port);
  assert.equal(await game.run(commands), prints);
});

test('guide: the client in a web page goes into the world and digs, as the page prints it', {
  skip: withoutChromium || withoutRegistry(),
}, async () => {
  const { files, commands, prints } = recipeOf(PAGE, 'A web page');
  await using game = new RecipeGame();
  const { port } = await game.serve(SERVE);
  game.write(files, port);
  await game.run(commands);
  const shown = await showPage(join(game.folder, '..', 'demo-web'), prints.split('\n').length);
  assert.equal(shown, prints);
});

/** The text of the page when it has so many lines, or its first error. */
async function showPage(folder: string, lineCount: number): Promise<string | undefined> {
  const watch = `
    const report = (text) => fetch('/found?' + new URLSearchParams({ text }));
    addEventListener('error', ({ message }) => report(message));
    addEventListener('unhandledrejection', ({ reason }) => report(String(reason)));
    new MutationObserver(() => {
      const lines = document.body.innerText.trim().split('\\n');
      if (lines.length === ${lineCount}) report(lines.join('\\n'));
    }).observe(document, { childList: true, subtree: true });`;
  const { text } = await openPage((request, response) => {
    const file = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1);
    response.setHeader('Content-Type', file.endsWith('.js') ? 'text/javascript' : 'text/html');
    const path = join(folder, file);
    const content = existsSync(path) ? readFileSync(path, 'utf8') : '';
    response.end(file === 'index.html' ? content.replace('<script', `<script>${watch}</script><script`) : content);
  });
  return text;
}

function withoutProtoc(): string | false {
  if (process.env['CI'] !== undefined) return false;
  const found = spawnSync('sh', ['-c', 'command -v protoc && /usr/bin/python3 -c "import google.protobuf"']);
  if (found.status === 0) return false;
  return 'NO PROTOC: Debian packages protobuf-compiler, libprotobuf-dev, python3-protobuf, so the Python client was not tried';
}

function withoutRegistry(): string | false {
  if (process.env['CI'] !== undefined) return false;
  const found = spawnSync('npm', ['view', 'esbuild', 'version'], { timeout: 20_000 });
  return found.status === 0
    ? false
    : 'NO REGISTRY: npm cannot install what the page needs, so the web page was not tried';
}
