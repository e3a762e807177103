// Door `jadegate/robots`: what a scenario for `jadegate robots --scenario FILE` is written with.
export type {
  Beat,
  BeatFunction,
  LogEntry,
  RobotEntry,
  RobotLine,
  Scenario,
  ScenarioOptions,
  ScenarioRobot,
  ScenarioRole,
  ScenarioRun,
  ScenarioVerdict,
} from './robots/scenario/index.ts';
export { defineScenario, Walker } from './robots/scenario/index.ts';
