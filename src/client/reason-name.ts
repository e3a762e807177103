// Names of the numbers in `close_s2c`, for people and for programs that branch on them.
import { GATE_REASONS } from '../gate/gate.failures.ts';
import { ACCOUNT_REASONS } from '../modules/accounts/accounts.failures.ts';
import { BAN_REASONS } from '../modules/bans/bans.failures.ts';
import { MAP_REASONS } from '../modules/map/map.failures.ts';
import { CLOSE_REASONS } from '../reactor/names/index.ts';

/** A reason that a game has defined with `defineCloseReason`. */
export interface NamedReason {
  readonly name: string;
  readonly number: number;
}

const BUILT_IN: ReadonlyMap<number, string> = new Map([
  ...Object.entries(CLOSE_REASONS).map(([name, number]) => [number, name] as const),
  ...Object.entries(GATE_REASONS).map(([name, { number }]) => [number, name] as const),
  ...Object.values({ ...BAN_REASONS, ...ACCOUNT_REASONS, ...MAP_REASONS }).map(
    ({ name, number }) => [number, name] as const,
  ),
]);

/** The name of a reason; null for one of a game that is not in `own`. */
export function reasonNameOf(number: number, own: readonly NamedReason[] = []): string | null {
  return own.find((reason) => reason.number === number)?.name ?? BUILT_IN.get(number) ?? null;
}
