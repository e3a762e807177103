// A run with a scenario in one process.
import { type RobotsDependencies, type RobotsOptions, runRobots, type Tally } from '../index.ts';
import { type LoadedScenario, type Meeting, RobotScene, Stage, type StagePart } from '../scenario/index.ts';

export type ScenarioRunOptions = RobotsOptions;

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
  const createScene = (number: number, account: string): RobotScene => new RobotScene(number, account, stage);
  const tally = await runRobots({ ...rest, stage, createScene }, options);
  return { tally, part: stage.part() };
}
