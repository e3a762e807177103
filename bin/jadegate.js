#!/usr/bin/env node
// Starts the command line. Plain JavaScript, so that any Node can read it: jadegate runs TypeScript with its types
// stripped, which needs Node 26. An older Node starts the one from the `node` package instead.
import { spawn } from 'node:child_process';
import inspector from 'node:inspector';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { faultOfNode } from './node-version.js';

/** How often the parent process is checked. A stop takes seconds. */
const PARENT_CHECK_MS = 250;
/** Where the older Node leaves its process id for the newer one. */
const LAUNCHER = 'JADEGATE_LAUNCHER';
/** Set by a server for the one that takes over from it. */
const HANDOVER = 'JADEGATE_HANDOVER';

// By default Node opens its inspector on this signal, through which anyone on the machine can run code in the server.
process.on('SIGUSR1', () => {});

const fault = faultOfNode();
if (fault === null) {
  openInspector();
  // A server that takes over from another one outlives it.
  if (process.env[HANDOVER] === undefined) endWithParent(() => process.kill(process.pid, 'SIGTERM'));
  keepCompiledCode();
  await import('../src/cli/main.ts');
} else if (process.env[HANDOVER] !== undefined) {
  console.error(`${fault}: it cannot take over from a server that runs`);
  process.exit(1);
} else {
  let node;
  try {
    node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  } catch {
    console.error(
      `${fault}, and the npm package "node", which contains the right one, is not installed. ` +
        'Run "npm install" in the folder of the project, or install a newer Node.',
    );
    process.exit(1);
  }
  // A debugger is for the Node that runs the game: with NODE_OPTIONS=--inspect this one would keep the port from it.
  if (inspector.url() !== undefined) inspector.close();
  const env = { ...process.env, [LAUNCHER]: String(process.pid) };
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env });
  // The terminal sends Ctrl-C to both processes; a supervisor signals only this one, so pass signals on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
  endWithParent(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(`jadegate could not start ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 1));
}

/**
 * Keeps stripped and compiled code for the next start, which then takes half the time. In the user's own folder: Node's
 * default is the machine's temporary folder, where another user could have put code first. The variable is for threads and
 * processes that this one starts: each has a cache of its own to enable, and would strip all types again.
 */
function keepCompiledCode() {
  const { HOME, XDG_CACHE_HOME = HOME && join(HOME, '.cache'), NODE_COMPILE_CACHE } = process.env;
  if (!XDG_CACHE_HOME || NODE_COMPILE_CACHE) return;
  process.env.NODE_COMPILE_CACHE = join(XDG_CACHE_HOME, 'jadegate');
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
}

/**
 * Opens the inspector that NODE_OPTIONS asked for when its port was taken: npm and npx are Node too, and take it first.
 * Node prints the address.
 */
function openInspector() {
  const [option, kind] = /(?:^|\s)--inspect(-brk|-wait)?(?=[=\s]|$)/.exec(process.env.NODE_OPTIONS ?? '') ?? [];
  if (option === undefined || inspector.url() !== undefined) return;
  inspector.open(0, '127.0.0.1');
  if (kind !== undefined) inspector.waitForDebugger();
}

/**
 * Ends the server when nobody is left who could stop it. The older Node may be killed before it can pass a signal on.
 * `npm start` and `npx` run us below a shell and signal only that shell, which ends without a word to us.
 */
function endWithParent(end) {
  const launcher = process.env[LAUNCHER];
  delete process.env[LAUNCHER];
  if (launcher === undefined && process.env.npm_command === undefined) return;
  const parent = launcher === undefined ? process.ppid : Number(launcher);
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, PARENT_CHECK_MS);
  timer.unref();
}
