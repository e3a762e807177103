// Counts of packets: numbers of 32 bits that wrap around. Only distances between them are compared, never the numbers themselves.

/** `value` and `count` more. */
export function serialAfter(value: number, count: number): number {
  return (value + count) >>> 0;
}

/** How many numbers `to` is ahead of `from`. */
export function serialDistance(from: number, to: number): number {
  return (to - from) >>> 0;
}

/** Whether `value` is one of `from` to `to`, both included. */
export function isSerialWithin(value: number, from: number, to: number): boolean {
  return serialDistance(from, value) <= serialDistance(from, to);
}

/** Whether `value` is behind `other`. They are less than half of all numbers apart. */
export function isSerialBefore(value: number, other: number): boolean {
  return ((value - other) | 0) < 0;
}
