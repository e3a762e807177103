// The server of the benchmark: `jadegate start` as a child process, on a free port and an empty directory.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { askControl } from '../../src/server/control/index.ts';
import type { Status } from '../../src/server/index.ts';

const BIN = fileURLToPath(new URL('../../bin/jadegate.js', import.meta.url));

export interface BenchServer {
  readonly port: number;
  /** The store's commits so far: groups, and the requests in them. */
  counters(): Promise<{ readonly groups: number; readonly requests: number }>;
  stop(): Promise<void>;
}

export async function startBenchServer(directory: string, rolesPerAccount: number): Promise<BenchServer> {
  const flags = ['start', '--dev', '--port', '0', '--data', directory, '--log', 'error'];
  const child = spawn(process.execPath, [BIN, ...flags], {
    env: { ...process.env, JADEGATE_ROLES_PER_ACCOUNT_MAX: String(rolesPerAccount) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const port = await Promise.race([readyPort(child.stdout), exited.then(failStart)]);
  return {
    port,
    async counters() {
      const { counters } = (await askControl(directory, { command: 'status' })) as Status;
      return { groups: counters['store_groups'] ?? 0, requests: counters['store_requests'] ?? 0 };
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function readyPort(output: AsyncIterable<Buffer>): Promise<number> {
  let text = '';
  for await (const chunk of output) {
    text += chunk.toString();
    const port = /^jadegate ready gate=tcp:\/\/[^ ]*:(\d+) /m.exec(text)?.[1];
    if (port !== undefined) return Number(port);
  }
  return failStart();
}

function failStart(): never {
  throw new Error('the server of the benchmark did not start; its log is above');
}
