// Door of the base layer, which every other layer uses. It does no I/O and imports no other layer.

export { afterIo } from './after-io-node.ts';
export { AssertionFailure, assert, endOnBroken, unreachable } from './assert.ts';
export type { BackoffOptions } from './backoff.ts';
export { Backoff } from './backoff.ts';
export { BigintMap } from './bigint-map.ts';
export { withoutByteOrderMark } from './byte-order-mark.ts';
export type { Cancel, Clock } from './clock.ts';
export { isLate, sleep } from './clock.ts';
export { ManualClock } from './clock-manual.ts';
export { systemClock } from './clock-system.ts';
export type { CodeTrace } from './code-trace.ts';
export { currentTrace, runTraced, TracedCode } from './code-trace.ts';
export { CodedError, messageOf, stackOf } from './coded-error.ts';
export { Counter, Counters } from './counters.ts';
export { FewMap } from './few-map.ts';
export type { GuessOutcome, GuessRule, GuessState } from './guess-lock.ts';
export { GuessLock, TrustedAddresses } from './guess-lock.ts';
export { HashQueue } from './hash-queue.ts';
export { HeldClock } from './held-clock.ts';
export { fromHex, toHex } from './hex.ts';
export type { LineWriterOptions, WriteSome } from './line-writer.ts';
export { LineWriter } from './line-writer.ts';
export { loadLibrary } from './load-library-node.ts';
export type { LogFields, LogFormat, Logger, LogLevel } from './log.ts';
export { LOG_FORMATS, LOG_LEVELS, silentLogger } from './log.ts';
export { limitLog } from './log-limiter.ts';
export { makeDirectory } from './make-directory-node.ts';
export { nearestName } from './nearest-name.ts';
export { NetworkMap } from './network-map.ts';
export type { Reach } from './networks.ts';
export { canonicalNetwork, createNetworkTest, customerOf, ipv4Of, isNetwork, reachOf } from './networks.ts';
export type { PasswordCost, PasswordHash } from './password-hash.ts';
export {
  hashPassword,
  isHashable,
  isSameCost,
  nobodysHash,
  PASSWORD_COST,
  parsePasswordHash,
  verifyPassword,
} from './password-hash.ts';
export { HASHES_AT_ONCE, HASHES_WAITING_MAX, PASSWORD_LENGTH_MAX } from './password-limits.ts';
export type { PeriodicTask, Tick } from './periodic-tasks.ts';
export { inPortions, PeriodicTasks } from './periodic-tasks.ts';
export { keepFilePrivate, keepFilesPrivate } from './private-file-node.ts';
export type { Random } from './random.ts';
export { chance, pick, SeededRandom } from './random.ts';
export { systemRandom } from './random-system.ts';
export type { Rate } from './rate-rule.ts';
export { RateRule } from './rate-rule.ts';
export { RecentMap } from './recent-map.ts';
export { timeLengthOf } from './time-length.ts';
export { HeapTimer, TimerHeap } from './timer-heap.ts';
export type { TimingWheelOptions } from './timing-wheel.ts';
export { Deadline, TimingWheel } from './timing-wheel.ts';
export { VERSION } from './version.ts';
