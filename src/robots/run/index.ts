// Door of the run room: what every run of robots shares, whatever its robots play. It knows no protocol.
export { BeatSchedule } from './beat-schedule.ts';
export { Kinds } from './kinds.ts';
export { KINDS_MAX } from './limits.ts';
export { faultOf, isWhole, paceRule, secondsRule, shareRule } from './option-rules.ts';
export { reportRows, shownMs } from './report-rows.ts';
export type { RobotsErrorCode } from './robots-error.ts';
export { RobotsError } from './robots-error.ts';
export { RunFrame } from './run-frame.ts';
export type { ScenarioName } from './scenario-names.ts';
export { SCENARIO_NAMES } from './scenario-names.ts';
