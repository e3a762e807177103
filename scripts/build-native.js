// Builds the addon of native/ and the program of native/models/ when the package is installed, and by `npm run native`.
// Plain JavaScript, because the Node that runs npm may be too old for the rest of the project. It never fails an
// install: without Linux, a compiler or Node's headers it prints one line, and the server uses node:net; the command
// that needs the program reports that it is missing. With --strict it prints everything, and exits with 1 on a failure.
//
// It builds with npm's own node-gyp against the headers in the `node` package, which is the Node that runs jadegate;
// nothing is downloaded. Headers of another Node work too: the addon uses only Node-API and libuv, whose binary
// interface is stable.
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
  console.error(`jadegate: the native I/O is not built (${fault}); node:net is used instead, everything else works`);
  if (isStrict) process.exitCode = 1;
}
const modelsFault = buildModels();
if (modelsFault !== null && isStrict) {
  console.error(`jadegate: the program of \`jadegate io-models\` is not built (${modelsFault}); everything else works`);
  process.exitCode = 1;
}

/** Null when it was built, otherwise the reason. */
function build() {
  if (process.platform !== 'linux') return `it runs on Linux only; this system is ${process.platform}`;
  // A game that depends on a checkout runs this too, possibly while a server uses the addon.
  if (!isStrict && isBuilt()) return null;
  const headers = findHeaders();
  if (headers === null) return 'the headers of Node are missing';
  const gyp = findGyp();
  if (gyp === null) return 'node-gyp is missing: it comes with npm';
  for (const tool of ['c++', 'make', 'python3']) {
    if (spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0) return `${tool} is not installed`;
  }
  const options = ['rebuild', `--directory=${native}`, `--nodedir=${headers}`, '--loglevel=error'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [gyp, ...options], { encoding: 'utf8' });
  if (status === 0) return null;
  if (isStrict) console.error(`${stdout}${stderr}`);
  const cause = /error: .*/.exec(stderr)?.[0] ?? `node-gyp ended with ${status}`;
  return `${cause}; for the full output: npm run native`;
}

/** Whether the addon exists and is no older than its sources. Node-API keeps it valid for every Node. */
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
 * The I/O models, by the compiler alone: they need no Node, and their faults must not keep the addon from being built.
 * After the addon, whose build empties the folder. Null when the program was built, otherwise the reason.
 */
function buildModels() {
  if (process.platform !== 'linux') return `it runs on Linux only; this system is ${process.platform}`;
  const program = join(native, 'build', 'io-models');
  if (!isStrict && isFresh(program, models)) return null;
  const sources = readdirSync(models).filter((name) => name.endsWith('.cc'));
  const flags = ['-std=c++17', '-O2', '-Wall', '-Wextra', '-Werror', '-fno-exceptions', '-fno-rtti', '-pthread'];
  mkdirSync(dirname(program), { recursive: true });
  // Renamed into place: a running process keeps the old program, and a new one never starts half of it.
  const fresh = `${program}.${process.pid}`;
  const { status, stderr, error } = spawnSync('c++', [...flags, ...sources, '-o', fresh], {
    cwd: models,
    encoding: 'utf8',
  });
  if (error !== undefined) return `c++ cannot be started: ${error.message}`;
  if (status !== 0) {
    if (isStrict) console.error(stderr);
    return `${/error: .*/.exec(stderr)?.[0] ?? `c++ ended with ${status}`}; for the full output: npm run native`;
  }
  renameSync(fresh, program);
  return null;
}

/** The folder with `include/node`: of the `node` package, else of the Node that runs this or npm. */
function findHeaders() {
  const name = `node-linux-${process.arch}`;
  const candidates = [];
  // The `node` package lies beside this package, or beside the package that depends on it.
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

/** npm passes its scripts the path of its own node-gyp. */
function findGyp() {
  const candidates = [
    process.env['npm_config_node_gyp'],
    join(dirname(process.env['npm_execpath'] ?? ''), '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
  ];
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}
