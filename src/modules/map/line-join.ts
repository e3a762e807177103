// How a role gets a line of a map.
import type { Scope } from '../../gate/index.ts';
import { lineBoard } from '../lines/index.ts';

export interface JoinWish {
  readonly roleId: bigint;
  readonly mapId: number;
  /** 0 for none. */
  readonly lineId: number;
  /** No other line will do. */
  readonly mustBe: boolean;
}

export type JoinAnswer = { readonly lineId: number } | 'full' | 'no-such-line' | 'no-such-map';

export function joinLine(scope: Pick<Scope<unknown, unknown>, 'use'>, wish: JoinWish): Promise<JoinAnswer> {
  const board = scope.use(lineBoard);
  const { roleId, lineId } = wish;
  if (wish.mustBe) return Promise.resolve(board.move(roleId, lineId) ? { lineId } : 'no-such-line');
  const got = board.join(roleId, lineId);
  return Promise.resolve(got === null ? 'full' : { lineId: got });
}
