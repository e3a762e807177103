#!/usr/bin/env node
// Starts the command line. Plain JavaScript, so that any Node can read it: jadegate's TypeScript runs with its types
// stripped, which wants Node 26. Where this Node is older, the one that the `node` package brought takes over.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';

const NODE_MAJOR_MIN = 26;
/** How often the parent process is checked. A stop takes seconds. */
const PARENT_CHECK_MS = 250;
/** Where the older Node leaves its process id for the newer one. */
const LAUNCHER = 'JADEGATE_LAUNCHER';

// By default Node opens its inspector on this signal, through which anyone on the machine can run code in the server.
process.on('SIGUSR1', () => {});

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) {
  endWithParent(() => process.kill(process.pid, 'SIGTERM'));
  // What was compiled is kept for the next start, which takes half the time then. In the user's own folder: in the machine's temporary
  // one, which is Node's choice, somebody else could have put code there first.
  const { HOME, XDG_CACHE_HOME = HOME && join(HOME, '.cache') } = process.env;
  if (XDG_CACHE_HOME) module.enableCompileCache(join(XDG_CACHE_HOME, 'jadegate'));
  await import('../src/cli/main.ts');
} else {
  let node;
  try {
    node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  } catch {
    console.error(
      `jadegate needs Node ${NODE_MAJOR_MIN} and this is ${process.version}, and the npm package "node" that brings it is not installed. ` +
        'Run "npm install" in the folder of the project, or install a newer Node.',
    );
    process.exit(1);
  }
  const env = { ...process.env, [LAUNCHER]: String(process.pid) };
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env });
  // The terminal sends Ctrl-C to both processes; a supervisor signals this one alone, so pass signals on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
  endWithParent(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(`jadegate could not start ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 1));
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
