// Door of the robots layer: an open-loop load generator over the client.
export type { GeneratorFigures, ReadCpuMs } from './generator-meter.ts';
export { PROCESSES_MAX, RAMP_PER_SECOND } from './limits.ts';
export { processCpuMs } from './process-cpu-node.ts';
export { formatProgress, formatReport } from './report-text.ts';
export { runRobotProcesses } from './robot-processes-node.ts';
export type { RobotsErrorCode } from './robots-error.ts';
export { ROBOTS_ERROR_CODES, RobotsError } from './robots-error.ts';
export type { RobotsDependencies, RobotsOptions, RobotsProgress } from './run-robots.ts';
export { checkOptions, runRobots } from './run-robots.ts';
export type { RobotsReport, TallyData } from './tally.ts';
export { Tally } from './tally.ts';
export type { SharedRobotsOptions } from './worker-messages.ts';
