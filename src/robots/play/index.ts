// Door of the play room: runs with a scenario, and their report.
export { loadScenario, meetAlone } from '../scenario/index.ts';
export { runScenario } from './run-scenario.ts';
export { isFailed, scenarioReport } from './scenario-report.ts';
export { formatScenarioReport } from './scenario-report-text.ts';
