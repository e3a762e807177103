// Numbers on the command line.
import { InvalidArgumentError } from 'commander';

/** A parser of arguments and flags for numbers from `min` to `max`; a `noun` says what is counted: `number of seconds`. */
export function numberFrom(
  min: number,
  max: number,
  noun: 'number' | 'whole number' | 'number of seconds' = 'whole number',
): (text: string) => number {
  const pattern = noun === 'whole number' ? /^\d+$/ : /\S/;
  const range = max === Number.MAX_VALUE ? '' : ` from ${min} to ${max}`;
  return (text) => {
    const value = pattern.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a ${noun}${range}.`);
  };
}

/** Any number: whatever uses it knows its range. */
export const anyNumber = numberFrom(-Number.MAX_VALUE, Number.MAX_VALUE, 'number');

const RATE = /^(\d+(?:\.\d+)?|\.\d+)\/(s|min)$/;

/** How often each second: `0.05/s`, `3/min`. Whatever uses it knows its range. */
export function rate(text: string): number {
  const [, count, unit] = RATE.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('Give a rate, such as 0.05/s or 3/min.');
  return Number(count) / (unit === 's' ? 1 : 60);
}
