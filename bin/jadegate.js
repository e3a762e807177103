#!/usr/bin/env node
// Starts the command line. Plain JavaScript, so that any Node can read it: jadegate's TypeScript runs with its types
// stripped, which wants Node 26. Where this Node is older, the one that the `node` package brought takes over.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';

const NODE_MAJOR_MIN = 26;

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) {
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
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // The terminal sends Ctrl-C to both processes; a supervisor signals this one alone, so pass signals on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`jadegate could not start ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 1));
}
