// Builds the addon of native/ when the package is installed, and by `npm run native`. JavaScript, for the Node that npm runs
// on may be too old for the rest of the project.
// An install never fails by it: without Linux, a compiler or the headers of Node it says so in one line, and the server uses
// node:net. With --strict, for people and tests, it ends with 1 then.
//
// It is built by npm's own node-gyp against the headers that lie in the `node` package, which is the Node that runs it; nothing
// is downloaded. Headers of another Node serve as well: the addon uses Node-API and libuv alone, which keep their binary form.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const native = join(root, 'native');
const isStrict = process.argv.includes('--strict');

const fault = build();
if (fault !== null) {
  console.error(
    `jadegate: the native I/O is not built (${fault}); node:net is used instead, everything else is the same`,
  );
  if (isStrict) process.exitCode = 1;
}

/** Null when it is built, otherwise why it is not. */
function build() {
  if (process.platform !== 'linux') return `it is for Linux, and this is ${process.platform}`;
  // A game that depends on a checkout runs this too, maybe while a server uses what is built.
  if (!isStrict && isBuilt()) return null;
  const headers = findHeaders();
  if (headers === null) return 'the headers of Node are not there';
  const gyp = findGyp();
  if (gyp === null) return 'node-gyp is not there: it comes with npm';
  for (const tool of ['c++', 'make', 'python3']) {
    if (spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0) return `there is no ${tool} here`;
  }
  const options = ['rebuild', `--directory=${native}`, `--nodedir=${headers}`, '--loglevel=error'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [gyp, ...options], { encoding: 'utf8' });
  if (status === 0) return null;
  if (isStrict) console.error(`${stdout}${stderr}`);
  const cause = /error: .*/.exec(stderr)?.[0] ?? `node-gyp ended with ${status}`;
  return `${cause}; to see all: npm run native`;
}

/** Whether the addon is there and no older than its sources. Node-API keeps it fit for every Node. */
function isBuilt() {
  const addon = join(native, 'build', 'Release', 'jadegate.node');
  if (!existsSync(addon)) return false;
  const builtMs = statSync(addon).mtimeMs;
  const sources = readdirSync(native).filter((name) => /\.(?:cc|h|gyp)$/.test(name));
  return sources.every((name) => statSync(join(native, name)).mtimeMs <= builtMs);
}

/** The folder with `include/node`: of the Node that npm brings, else of the one that runs this or npm. */
function findHeaders() {
  const name = `node-linux-${process.arch}`;
  const candidates = [];
  // The `node` package lies beside us, or beside the package that depends on us.
  for (let folder = root; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    candidates.push(join(modules, 'node', 'node_modules', name), join(modules, name));
    if (dirname(folder) === folder) break;
  }
  for (const node of [process.execPath, process.env['npm_node_execpath']]) {
    if (node !== undefined) candidates.push(join(dirname(node), '..'));
  }
  return candidates.find((folder) => existsSync(join(folder, 'include', 'node', 'node_api.h'))) ?? null;
}

/** npm tells its scripts where its own node-gyp is. */
function findGyp() {
  const candidates = [
    process.env['npm_config_node_gyp'],
    join(dirname(process.env['npm_execpath'] ?? ''), '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
  ];
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}
