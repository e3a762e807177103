// `npm run package`: build/jadegate-VERSION.tgz, which npm can install and publish.
//
// Node strips no types below node_modules, so the package holds JavaScript. It is put together in build/package, with every file
// at the place that it has here and only `.ts` become `.js`: paths from one file to another hold in both. npm then packs that
// folder. Packing this one instead would mean a package.json that changes while npm reads it, or doors that hold in the package
// and not here; so `npm pack` here refuses and names this command.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import packageJson from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const build = join(root, 'build');
const target = join(build, 'package');

/** What goes along as it is. The schemas are for clients in other languages. */
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
writeManifest();
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

/** The compiler turns the paths of imports; those that threads and processes are started by are text to it. */
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

function writeManifest(): void {
  const { scripts, exports, ...rest } = packageJson;
  const { install } = scripts;
  const manifest = {
    ...rest,
    scripts: { install },
    exports: Object.fromEntries(Object.entries(exports).map(compiledDoor)),
  };
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function compiledDoor([name, path]: [string, string]): [string, unknown] {
  if (!path.endsWith('.ts')) return [name, path];
  const stem = path.slice(0, -'.ts'.length);
  const door = { types: `${stem}.d.ts`, default: `${stem}.js` };
  for (const file of Object.values(door)) {
    if (existsSync(join(target, file))) continue;
    throw new Error(`the door ${name} leads to ${path}, which was not compiled: add it to tsconfig.package.json`);
  }
  return [name, door];
}

function pack(): void {
  run('npm', ['pack', '--loglevel=error', '--pack-destination', build], target);
}

function run(command: string, parameters: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(command, parameters, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
