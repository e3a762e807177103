// `npm run package`: builds build/jadegate-VERSION.tgz, which npm can install and publish.
//
// Node does not strip types below node_modules, so the package contains JavaScript. It is assembled in build/package,
// with every file at its place in this repository and only `.ts` renamed to `.js`, so that paths between files stay
// valid. npm then packs that folder. Packing this folder instead would need a package.json that changes while npm reads
// it, or doors that are valid in the package and not here; so `npm pack` here fails and names this command.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { guardedDoor } from './guarded-door.ts';

const root = join(import.meta.dirname, '..');
const build = join(root, 'build');
const target = join(build, 'package');

/** Copied unchanged. The schemas are for clients in other languages. */
const COPIED = [
  'LICENSE',
  '*.md',
  'bin/*',
  'data/**/*',
  'docs/**/*.{md,svg}',
  'examples/*',
  'native/*.*',
  'native/models/*',
  'proto/**/*.proto',
  'scripts/build-native.js',
  'src/**/*.proto',
  'templates/**/*',
];

rmSync(target, { recursive: true, force: true });
compile();
copy();
pointToScripts();
await writeManifest();
pack();

function compile(): void {
  run(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.package.json'], root);
}

function copy(): void {
  for (const path of globSync(COPIED, { cwd: root, exclude: ['**/node_modules'] })) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(root, path), join(target, path), { recursive: true });
  }
}

/** The compiler rewrites the paths of imports; paths that start threads and processes are plain text to it. */
function pointToScripts(): void {
  const paths = [...globSync('src/**/*.js', { cwd: target }), 'bin/jadegate.js'].map((path) => join(target, path));
  for (const path of paths) {
    const text = readFileSync(path, 'utf8');
    const turned = text.replace(
      /(new URL\(|await import\()'(\.[^']*)\.ts'/g,
      (_, call: string, to: string) => `${call}'${to}.js'`,
    );
    for (const [, to = ''] of turned.matchAll(/(?:new URL\(|await import\()'(\.[^']*\.js)'/g)) {
      if (existsSync(join(dirname(path), to))) continue;
      throw new Error(`${path} starts ${to}, which was not compiled: add it to tsconfig.package.json`);
    }
    if (turned !== text) writeFileSync(path, turned);
  }
}

async function writeManifest(): Promise<void> {
  const { scripts, exports, ...rest } = packageJson;
  const { install } = scripts;
  const manifest = {
    ...rest,
    scripts: { install },
    exports: Object.fromEntries(await Promise.all(Object.entries(exports).map(compiledDoor))),
  };
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** `door`: a path, or the paths of a browser and of everything else. */
async function compiledDoor([name, door]: [string, string | PlainDoor]): Promise<[string, unknown]> {
  if (typeof door !== 'string') {
    const [, rest] = await compiledDoor([name, door.default]);
    // First, because the first condition that holds is taken.
    return [name, { browser: compiledFiles(name, door.browser), ...(rest as Readonly<Record<string, unknown>>) }];
  }
  if (!door.endsWith('.ts')) return [name, door];
  // Files of messages need no guard: they run anywhere.
  if (name.startsWith('./messages/')) return [name, compiledFiles(name, door)];
  const files = compiledFiles(name, door);
  const guarded = `./doors/${name === '.' ? 'index' : name.slice('./'.length)}.js`;
  const names = Object.keys(await import(join(target, files.default)));
  mkdirSync(join(target, 'doors'), { recursive: true });
  writeFileSync(join(target, guarded), guardedDoor({ target: `.${files.default}`, names }));
  // `require` and bundlers take the door itself.
  return [name, { types: files.types, node: { import: guarded, default: files.default }, default: files.default }];
}

interface PlainDoor {
  readonly browser: string;
  readonly default: string;
}

/** What the compiler made of a door. */
function compiledFiles(name: string, path: string): { readonly types: string; readonly default: string } {
  const stem = path.slice(0, -'.ts'.length);
  const files = { types: `${stem}.d.ts`, default: `${stem}.js` };
  for (const file of Object.values(files)) {
    if (globSync(file, { cwd: target }).length > 0) continue;
    throw new Error(`the door ${name} leads to ${path}, which was not compiled: add it to tsconfig.package.json`);
  }
  return files;
}

function pack(): void {
  run('npm', ['pack', '--loglevel=error', '--pack-destination', build], target);
}

function run(command: string, parameters: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(command, parameters, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
