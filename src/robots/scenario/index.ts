// Door of the scenario room: what a scenario is made with, the built-in ones, and the stage on which robots play them.
export type { LoadedScenario } from './load-scenario-node.ts';
export { loadScenario } from './load-scenario-node.ts';
export { RobotScene } from './robot-scene.ts';
export type { Scenario, ScenarioOptions, ScenarioRole, ScenarioRun, ScenarioVerdict } from './scenario.ts';
export { defineScenario } from './scenario.ts';
export type { Beat, BeatFunction, LogEntry, RobotEntry, RobotLine, ScenarioRobot } from './scenario-robot.ts';
export type { Meeting, Start } from './stage.ts';
export { meetAlone, Stage } from './stage.ts';
export type { StagePart } from './stage-part.ts';
export { Walker } from './walker.ts';
