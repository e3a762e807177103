// One process of a shared run, started by `robot-processes-node.ts`. It receives the options, reports progress and its result, and
// ends when its parent does. Ctrl-C at a terminal reaches it too; the parent decides what that means.
import process from 'node:process';
import { CodedError, messageOf, systemClock } from '../base/index.ts';
import { createClientReactor, createClientRegistry } from '../client/index.ts';
import { processCpuMs } from './process-cpu-node.ts';
import { openRobotDatagrams } from './robot-datagrams-node.ts';
import { type RobotsProgress, runRobots } from './run-robots.ts';
import type { LoadedScenario, Meeting, Start } from './scenario/index.ts';
import type { FromWorker, SharedRobotsOptions, SharedScenario, ToWorker } from './worker-messages.ts';

const abort = new AbortController();
const started = Promise.withResolvers<Start>();
const settling = Promise.withResolvers<void>();
const leaving = Promise.withResolvers<void>();

function tell(message: FromWorker): void {
  // A parent that is gone has no use for it; the process ends with the channel.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

/** The parent knows when the others have come as far. */
const meeting: Meeting = {
  entered: (part) => {
    tell({ kind: 'entered', part });
    return started.promise;
  },
  rested: () => {
    tell({ kind: 'rested' });
    return settling.promise;
  },
  closed: () => {
    tell({ kind: 'closed' });
    return leaving.promise;
  },
};

async function run(options: SharedRobotsOptions, scenario: SharedScenario | null): Promise<void> {
  const reactor = createClientReactor();
  const parts = { reactor, clock: systemClock, readCpuMs: processCpuMs, openDatagrams: openRobotDatagrams };
  const onProgress = (progress: RobotsProgress): void => tell({ kind: 'progress', progress });
  const own = { ...options, signal: abort.signal, onProgress };
  try {
    if (scenario === null) {
      const tally = await runRobots({ ...parts, registry: createClientRegistry() }, own);
      tell({ kind: 'done', tally: tally.data(), part: null });
    } else {
      const { loadScenario, runScenario } = await import('./play/index.ts');
      const loaded: LoadedScenario = await loadScenario(scenario.name);
      const registry = createClientRegistry(loaded.scenario.messages);
      const { tally, part } = await runScenario(
        { ...parts, registry, meeting },
        { ...own, seed: scenario.seed },
        loaded,
      );
      tell({ kind: 'done', tally: tally.data(), part });
    }
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
  else if (message.kind === 'start') started.resolve(message.start);
  else if (message.kind === 'settle') settling.resolve();
  else if (message.kind === 'leave') leaving.resolve();
  else void run(message.options, message.scenario);
});
