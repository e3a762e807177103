// The boards of a game: those of the settings, and those that modules add in their hook `started`. A client names a board by its name, and
// an unknown name wakes nothing.
import { defineOffer } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import { BOARD_NAME, type Board, type BoardOptions } from './board.ts';
import { BOARDS_MAX } from './leaderboard-limits.ts';

export class Leaderboards {
  readonly #boards = new Map<string, Board>();

  constructor(boards: readonly BoardOptions[] = []) {
    for (const board of boards) this.add(board);
  }

  add(options: BoardOptions): void {
    const { name } = options;
    assert(BOARD_NAME.test(name), `a board is named with small letters, digits and hyphens, at most 40, not '${name}'`);
    assert(!this.#boards.has(name), `there is a leaderboard '${name}' already`);
    assert(this.#boards.size < BOARDS_MAX, `a game has at most ${BOARDS_MAX} leaderboards`);
    this.#boards.set(name, { order: 'high', keep: 'best', reset: 'never', ...options });
  }

  find(name: string): Board | null {
    return this.#boards.get(name) ?? null;
  }

  get names(): readonly string[] {
    return [...this.#boards.keys()];
  }
}

export const leaderboards = defineOffer<Leaderboards>('leaderboards');
