// Options of a run and what each may be. The first one that is out of its range is reported by its name.

export interface OptionRule {
  readonly name: string;
  readonly value: unknown;
  readonly isGood: boolean;
  /** What it may be, after "must be". */
  readonly rule: string;
}

/** Null when every option is good. */
export function faultOf(rules: readonly OptionRule[]): string | null {
  const wrong = rules.find(({ isGood }) => !isGood);
  return wrong === undefined ? null : `${wrong.name}: ${wrong.value} must be ${wrong.rule}`;
}

export function isWhole(value: number, { min = 1, max }: { readonly min?: number; readonly max: number }): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

const DAY_SECONDS = 86_400;
const PER_SECOND_MAX = 100_000;

/** How long a run lasts. */
export function secondsRule(value: number | null): OptionRule {
  return {
    name: 'seconds',
    value,
    isGood: value === null || (value > 0 && value <= DAY_SECONDS),
    rule: 'above 0 and at most a day',
  };
}

/** How many robots begin each second. */
export function paceRule(value: number): OptionRule {
  return {
    name: 'ramp',
    value,
    isGood: value > 0 && value <= PER_SECOND_MAX,
    rule: `above 0 and at most ${PER_SECOND_MAX} a second`,
  };
}

/** A share of a whole. */
export function shareRule(name: string, value: number): OptionRule {
  return { name, value, isGood: value >= 0 && value < 1, rule: 'a share: from 0 to below 1' };
}
