// Second door of the base layer: what runs in any JavaScript runtime, in a browser too. Files that a browser loads import this door,
// because `index.ts` imports parts of Node.

export { assert, unreachable } from './assert.ts';
export type { Cancel, Clock } from './clock.ts';
export { systemClock } from './clock-system.ts';
export { CodedError, messageOf } from './coded-error.ts';
export type { Random } from './random.ts';
export { webRandom } from './random-web-system.ts';
export type { Rate } from './rate-rule.ts';
