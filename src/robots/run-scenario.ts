// A run with a scenario in one process.
import type { RobotsDependencies, RobotsOptions } from './run-robots.ts';
import { runRobots } from './run-robots.ts';
import { type LoadedScenario, type Meeting, Stage, type StagePart } from './scenario/index.ts';
import type { Tally } from './tally.ts';

export interface ScenarioRunOptions extends RobotsOptions {
  readonly seed?: number;
}

/** What one process has at the end. */
export interface ScenarioOutcome {
  readonly tally: Tally;
  readonly part: StagePart;
}

export async function runScenario(
  dependencies: RobotsDependencies & { readonly meeting: Meeting },
  options: ScenarioRunOptions,
  { scenario, name, file }: LoadedScenario,
): Promise<ScenarioOutcome> {
  const { meeting, ...rest } = dependencies;
  const { seed = 1, seconds, firstNumber = 1, count } = options;
  const stage = new Stage({ scenario, name, file, seed, seconds, firstNumber, count, clock: rest.clock, meeting });
  const tally = await runRobots({ ...rest, stage }, options);
  return { tally, part: stage.part() };
}
