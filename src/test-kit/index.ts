// Door of the test kit's parts: what survives a crash of a test's server, and how time passes for it.
export { withKnownAlarms } from './due-alarms.ts';
export type { GameError } from './game-errors.ts';
export { GameErrors } from './game-errors.ts';
export { KeptDatabase } from './kept-database.ts';
export { KeptJournal } from './kept-journal.ts';
export { ioOf, Life } from './life.ts';
export { LifeClock } from './life-clock.ts';
export type { Runs, TestScope } from './test-scope.ts';
export { createTestScope } from './test-scope.ts';
export { TestTime } from './test-time.ts';
