// Door of the check room: what the clients of a run know, and whether it is true. Pure.
export type { AnswerFaults } from './answer-ledger.ts';
export { AnswerLedger } from './answer-ledger.ts';
export type { HeardData, TaggedLine } from './heard-lines.ts';
export { HeardLines, lineTag, readTag } from './heard-lines.ts';
export type { Verdict } from './judge-run.ts';
export { judgeRun } from './judge-run.ts';
export { GAPS_MAX, SAID_LINES_MAX } from './limits.ts';
export { LineOrder } from './line-order.ts';
export type { Gap, KnownData, RobotLog, SaidLine } from './robot-log.ts';
export { LINE_KINDS } from './robot-log.ts';
export type { KnownThing, SeenFault } from './seen-world.ts';
export { SeenWorld } from './seen-world.ts';
export type { Spot, ViewRules } from './view-rules.ts';
export { CLASSIC_VIEW } from './view-rules.ts';
