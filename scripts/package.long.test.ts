// The package that npm installs, as a browser's game finds it: it is made, unpacked, bundled and compiled with nothing beside it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '..');
const TSC = join(ROOT, 'node_modules', '.bin', 'tsc');
const GUIDE = readFileSync(join(ROOT, 'docs', 'guide', 'browser.md'), 'utf8');
/** The guide says sizes in whole kilobytes; a bundle may be that much larger or smaller. */
const OFF_KILOBYTES_MAX = 3;

const folder = mkdtempSync(join(tmpdir(), 'jadegate-package-'));
after(() => rmSync(folder, { recursive: true }));
const installed = join(folder, 'node_modules', 'jadegate');

function run(command: string, parameters: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, parameters, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${parameters.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

run(process.execPath, [join(ROOT, 'scripts', 'package.ts')], ROOT);
mkdirSync(installed, { recursive: true });
const archive = join(ROOT, 'build', `jadegate-${packageJson.version}.tgz`);
run('tar', ['-xzf', archive, '-C', installed, '--strip-components=1'], ROOT);

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Bundles for a browser, without a warning. */
async function bundle(text: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    ...{ entryPoints: [write('page.ts', text)], bundle: true, format: 'esm', platform: 'browser', minify: true },
    ...{ write: false, logLevel: 'silent' },
  });
  assert.deepEqual(warnings, []);
  const [file] = outputFiles;
  assert.ok(file !== undefined);
  return file.text;
}

const kilobytes = (text: string): number => gzipSync(text, { level: 9 }).length / 1_000;

const WHOLE = `import { connectClient, enterWorld } from 'jadegate/client';
const client = await connectClient({ url: 'wss://localhost/', resume: true });
await enterWorld(client, { credentials: 'alice' });
`;

test('package: every file that it exports is in it', () => {
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { readonly exports: object };
  const paths = JSON.stringify(exports).match(/"\.\/(?:src|doors)\/[^"*]+"/g) ?? [];
  assert.ok(paths.length > 20);
  const missing = paths.map((path) => JSON.parse(path) as string).filter((path) => !existsSync(join(installed, path)));
  assert.deepEqual(missing, []);
});

test('package: the client bundles for a browser, and is as large as the guide says', async (t) => {
  const bare = /## A smaller bundle[\s\S]*?```ts\n([\s\S]*?)```/.exec(GUIDE)?.[1] ?? '';
  for (const [name, text, said] of [
    ['with all messages', WHOLE, /weighs about (\d+) KB/.exec(GUIDE)?.[1]],
    ['with few messages', bare, /about (\d+) KB instead/.exec(GUIDE)?.[1]],
  ] as const) {
    const script = await bundle(text);
    assert.doesNotMatch(script, /node:|\brequire\(/);
    const size = kilobytes(script);
    t.diagnostic(`${name}: ${size.toFixed(1)} KB gzipped, ${(script.length / 1_000).toFixed(1)} KB before`);
    assert.ok(Math.abs(size - Number(said)) <= OFF_KILOBYTES_MAX, `${name}: the guide says ${said} KB, it is ${size}`);
  }
});

test('package: other doors for browsers bundle too', async () => {
  const script = await bundle(`
    import { chat, gate } from 'jadegate/messages';
    import { HeartbeatC2s } from 'jadegate/messages/gate';
    import { ATTR } from 'jadegate/numbers';
    import { createRegistry, decode, PacketWriter } from 'jadegate/wire';
    console.log(chat, gate.HeartbeatC2s === HeartbeatC2s, ATTR, createRegistry, decode, PacketWriter);
  `);
  assert.doesNotMatch(script, /node:|\brequire\(/);
});

const TYPED = `import { type Client, connectBareClient, connectClient, ENTER_MESSAGES, enterWorld } from 'jadegate/client';
import { chat } from 'jadegate/messages';
import { ChatS2c } from 'jadegate/messages/chat';
import { ATTR } from 'jadegate/numbers';
import { createRegistry } from 'jadegate/wire';
export const client: Client = await connectClient({ url: 'wss://localhost/', resume: true });
export const bare = await connectBareClient({ url: 'wss://localhost/', messages: [...ENTER_MESSAGES, ChatS2c] });
client.on(chat.ChatS2c, ({ msginfo }) => msginfo.length);
export const place: number = (await enterWorld(client, { credentials: 'alice' })).x + ATTR.x;
export const registry = createRegistry([ChatS2c]);
`;
const NODE_OPTION = `import { connectClient } from 'jadegate/client';
// @ts-expect-error: an option of Node.
await connectClient({ url: 'wss://localhost/', tls: {} });
`;

/** What the compiler says of a game for browsers, with these options. */
function compile(text: string, options: object): string {
  write('page.ts', text);
  write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        ...{ target: 'es2024', module: 'esnext', moduleResolution: 'bundler', strict: true, noEmit: true, types: [] },
        ...options,
      },
      files: ['page.ts'],
    }),
  );
  return run(TSC, ['-p', '.'], folder);
}

test("package: its types for browsers need neither Node's types nor the DOM's", () => {
  const browser = { customConditions: ['browser'], skipLibCheck: false };
  compile(TYPED, { ...browser, lib: ['es2024'] });
  compile(TYPED, { ...browser, lib: ['es2024', 'dom'] });
  compile(NODE_OPTION, { ...browser, lib: ['es2024', 'dom'] });
});

test('package: a game for browsers compiles without the condition as well, as templates of Vite have it', () => {
  compile(TYPED, { lib: ['es2024', 'dom'], skipLibCheck: true });
});
