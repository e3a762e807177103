// A call that leaves when what its caller has committed before is durable: nobody hears of what a crash may still undo.
import { ActorError } from './actor-error.ts';
import { Held } from './output-gate.ts';
import type { Turn } from './turn.ts';

export class HeldCall extends Held {
  readonly #turn: Turn;

  constructor(turn: Turn) {
    super();
    this.#turn = turn;
  }

  override release(): void {
    // It may have been given up meanwhile.
    if (this.#turn.phase === 'waiting') this.#turn.owner.post(this.#turn);
  }

  override withhold(cause: unknown): void {
    const turn = this.#turn;
    if (turn.phase !== 'waiting') return;
    turn.phase = 'over';
    const message = `${turn.work.what} was not called: what its caller had committed before was not acknowledged`;
    turn.work.refused(turn, new ActorError('not-durable', message, { cause }));
  }
}
