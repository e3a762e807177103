// Door of the base layer: what everything else stands on. No I/O of ours, imports nothing of ours.
export { AssertionFailure, assert, unreachable } from './assert.ts';
export type { Cancel, Clock } from './clock.ts';
export { sleep } from './clock.ts';
export { ManualClock } from './clock-manual.ts';
export { systemClock } from './clock-system.ts';
export { CodedError, messageOf } from './coded-error.ts';
export { Counter, Counters } from './counters.ts';
export { fromHex, toHex } from './hex.ts';
export type { LogFields, Logger, LogLevel } from './log.ts';
export { LOG_LEVELS, silentLogger } from './log.ts';
export { limitLog } from './log-limiter.ts';
export { makeDirectory } from './make-directory-node.ts';
export { createNetworkTest, customerOf, isNetwork } from './networks.ts';
export type { Random } from './random.ts';
export { chance, pick, SeededRandom } from './random.ts';
export { systemRandom } from './random-system.ts';
export type { TimingWheelOptions } from './timing-wheel.ts';
export { Deadline, TimingWheel } from './timing-wheel.ts';
