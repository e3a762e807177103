// Close reasons of a game: a module declares each once, lists it in `closeReasons`, and closes sessions with it. The name begins
// with the module's own, so that no two modules clash; the number is what clients branch on.
import { assert } from '../base/index.ts';

/** `MODULE/REASON`. */
export type GameReasonName = `${string}/${string}`;

export interface GameCloseReason<Name extends GameReasonName = GameReasonName> {
  readonly name: Name;
  readonly number: number;
  /** For the player: what happened and what to do. A call of `close` may say more. */
  readonly text: string;
}

/** Numbers of games; the close code of a WebSocket is 4000 more, and 4999 is the last that applications have. */
export const GAME_REASON_NUMBERS = { min: 500, max: 999 } as const;
/** Numbers of jadegate's own modules. */
export const MODULE_REASON_NUMBERS = { min: 200, max: 299 } as const;

const NAME = /^[a-z][a-zA-Z0-9-]*\/[a-z][a-zA-Z0-9-]*$/;

/**
 * `defineCloseReason({ name: 'duel/lost', number: 500, text: 'The duel is over.' })`. List it in the module's `closeReasons`, then
 * `ctx.session.close(duelLost)` or `scope.kick({ roleId }, duelLost)`.
 */
export function defineCloseReason<const Name extends GameReasonName>(
  reason: GameCloseReason<Name>,
): GameCloseReason<Name> {
  const { name, number, text } = reason;
  assert(NAME.test(name), `a close reason is named MODULE/REASON in small letters, not '${name}'`);
  const { min, max } = GAME_REASON_NUMBERS;
  const isOwn = number >= MODULE_REASON_NUMBERS.min && number <= MODULE_REASON_NUMBERS.max;
  const isInRange = Number.isInteger(number) && (isOwn || (number >= min && number <= max));
  assert(isInRange, `close reason ${name}: a game's numbers are ${min} to ${max}, not ${number}`);
  return { name, number, text };
}
