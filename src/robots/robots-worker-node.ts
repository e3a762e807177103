// One process of a shared run, started by `robot-processes-node.ts`. It receives the options, reports progress and its result, and
// ends when its parent does. Ctrl-C at a terminal reaches it too; the parent decides what that means.
import process from 'node:process';
import { CodedError, messageOf, systemClock } from '../base/index.ts';
import { createClientReactor, createClientRegistry } from '../client/index.ts';
import { processCpuMs } from './process-cpu-node.ts';
import { type RobotsProgress, runRobots } from './run-robots.ts';
import type { FromWorker, SharedRobotsOptions, ToWorker } from './worker-messages.ts';

const abort = new AbortController();

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

async function run(options: SharedRobotsOptions): Promise<void> {
  const reactor = createClientReactor();
  const dependencies = { reactor, clock: systemClock, registry: createClientRegistry(), readCpuMs: processCpuMs };
  const onProgress = (progress: RobotsProgress): void => tell({ kind: 'progress', progress });
  try {
    const tally = await runRobots(dependencies, { ...options, signal: abort.signal, onProgress });
    tell({ kind: 'done', tally: tally.data() });
  } catch (error) {
    tell({
      kind: 'failed',
      code: error instanceof CodedError ? error.code : 'process-failed',
      message: messageOf(error),
    });
  }
  await reactor.stop();
}

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
process.on('message', (message: ToWorker) => {
  if (message.kind === 'abort') abort.abort();
  else void run(message.options);
});
