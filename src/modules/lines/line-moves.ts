// Who carries out that a role goes to another line: the module that has the maps. Without one, a line that merges empties only as its
// players leave.
import { defineOffer, type Scope } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import type { LineMove } from './line-board.ts';

export interface MapLineMove extends LineMove {
  readonly mapId: number;
}

/** It must not wait for the role, which asks the lines itself: it tells. A move that fails is asked for again, after some seconds. */
export type LineMover = (scope: Pick<Scope<unknown, unknown>, 'actor'>, move: MapLineMove) => void;

export class LineMoves {
  #mover: LineMover | null = null;

  get hasMover(): boolean {
    return this.#mover !== null;
  }

  /** One module does it. */
  add(mover: LineMover): void {
    assert(this.#mover === null, 'one module moves roles between lines');
    this.#mover = mover;
  }

  ask(scope: Pick<Scope<unknown, unknown>, 'actor'>, move: MapLineMove): void {
    this.#mover?.(scope, move);
  }
}

export const lineMoves = defineOffer<LineMoves>('line-moves');
