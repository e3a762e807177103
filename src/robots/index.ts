// Door of the robots layer: an open-loop load generator over the client.
export { processCpuMs } from './process-cpu-node.ts';
export { formatProgress, formatReport } from './report-text.ts';
export { openRobotDatagrams } from './robot-datagrams-node.ts';
export { runRobotProcesses, runScenarioProcesses } from './robot-processes-node.ts';
export type { RobotsDependencies, RobotsOptions } from './run-robots.ts';
export { runRobots } from './run-robots.ts';
export { Tally } from './tally.ts';
export type { SharedRobotsOptions } from './worker-messages.ts';
