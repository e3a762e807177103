// Builds the addon of native/ and the program of native/models/ when the package is installed, and by `npm run native`.
// JavaScript, for the Node that npm runs on may be too old for the rest of the project.
// An install never fails by it: without Linux, a compiler or the headers of Node it says so in one line, and the server uses
// node:net; that the program is missing is told by the command that needs it. With --strict it says all, and ends with 1 then.
//
// It is built by npm's own node-gyp against the headers that lie in the `node` package, which is the Node that runs it; nothing
// is downloaded. Headers of another Node serve as well: the addon uses Node-API and libuv alone, which keep their binary form.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const native = join(root, 'native');
const models = join(native, 'models');
const isStrict = process.argv.includes('--strict');

const fault = build();
if (fault !== null) {
  console.error(
    `jadegate: the native I/O is not built (${fault}); node:net is used instead, everything else is the same`,
  );
  if (isStrict) process.exitCode = 1;
}
const modelsFault = buildModels();
if (modelsFault !== null && isStrict) {
  console.error(
    `jadegate: the program of \`jadegate io-models\` is not built (${modelsFault}); everything else is the same`,
  );
  process.exitCode = 1;
}

/** Null when it is built, otherwise why it is not. */
function build() {
  if (process.platform !== 'linux') return `it runs on Linux only; this system is ${process.platform}`;
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
  return isFresh(join(native, 'build', 'Release', 'jadegate.node'), native);
}

function isFresh(target, folder) {
  if (!existsSync(target)) return false;
  const builtMs = statSync(target).mtimeMs;
  const sources = readdirSync(folder).filter((name) => /\.(?:cc|h|gyp)$/.test(name));
  return sources.every((name) => statSync(join(folder, name)).mtimeMs <= builtMs);
}

/**
 * The I/O models, by the compiler alone: they need no Node, and what is wrong with them must not keep the addon from being
 * built. After the addon, whose build empties the folder. Null when the program is there, otherwise why it is not.
 */
function buildModels() {
  if (process.platform !== 'linux') return `it runs on Linux only; this system is ${process.platform}`;
  const program = join(native, 'build', 'io-models');
  if (!isStrict && isFresh(program, models)) return null;
  const sources = readdirSync(models).filter((name) => name.endsWith('.cc'));
  const flags = ['-std=c++17', '-O2', '-Wall', '-Wextra', '-Werror', '-fno-exceptions', '-fno-rtti', '-pthread'];
  mkdirSync(dirname(program), { recursive: true });
  // Renamed into its place: who runs it meanwhile goes on with the old one, and nobody starts half of it.
  const fresh = `${program}.${process.pid}`;
  const { status, stderr, error } = spawnSync('c++', [...flags, ...sources, '-o', fresh], {
    cwd: models,
    encoding: 'utf8',
  });
  if (error !== undefined) return `there is no c++ here: ${error.message}`;
  if (status !== 0) {
    if (isStrict) console.error(stderr);
    return `${/error: .*/.exec(stderr)?.[0] ?? `c++ ended with ${status}`}; to see all: npm run native`;
  }
  renameSync(fresh, program);
  return null;
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
