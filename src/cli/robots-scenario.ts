// `jadegate robots --scenario`: what robots play, and the verdict on it.
import process from 'node:process';
import { systemClock } from '../base/index.ts';
import { createClientReactor, createClientRegistry } from '../client/index.ts';
import {
  openRobotDatagrams,
  processCpuMs,
  runScenarioProcesses,
  type SharedRobotsOptions,
  type Tally,
} from '../robots/index.ts';
import {
  formatScenarioReport,
  isFailed,
  loadScenario,
  meetAlone,
  runScenario,
  scenarioReport,
} from '../robots/play/index.ts';
import type { LoadedScenario, StagePart } from '../robots/scenario/index.ts';
import { clearProgress, EXIT } from './client-run.ts';
import { withRefusalWords } from './refusal-words.ts';

interface PlayFlags {
  readonly processes: number;
  readonly seed: number;
  readonly json?: true;
}

interface Played {
  readonly tally: Tally;
  readonly parts: readonly StagePart[];
}

/** Resolves to the exit code. */
export async function playScenario(name: string, options: SharedRobotsOptions, flags: PlayFlags): Promise<number> {
  const loaded = await loadScenario(name);
  const { tally, parts } = await play(loaded, options, flags);
  const report = scenarioReport(loaded, tally, parts);
  clearProgress();
  const text = flags.json === true ? JSON.stringify(report) : formatScenarioReport(report, withRefusalWords);
  process.stdout.write(`${text}\n`);
  return isFailed(report) ? EXIT.failed : EXIT.ok;
}

async function play(
  loaded: LoadedScenario,
  options: SharedRobotsOptions,
  { processes, seed }: PlayFlags,
): Promise<Played> {
  if (processes !== 1) return await runScenarioProcesses(processes, options, { name: loaded.name, seed });
  const reactor = createClientReactor();
  const registry = createClientRegistry(loaded.scenario.messages);
  const meeting = meetAlone(systemClock);
  const common = { clock: systemClock, readCpuMs: processCpuMs, openDatagrams: openRobotDatagrams };
  const parts = { ...common, reactor, registry, meeting };
  try {
    const { tally, part } = await runScenario(parts, { ...options, seed }, loaded);
    return { tally, parts: [part] };
  } finally {
    await reactor.stop();
  }
}
