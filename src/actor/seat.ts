// A session's place at the role that it plays: its handlers and hooks are turns of the role, in order with what others do to it.
import { isLate } from '../base/index.ts';
import { StoreError } from '../store/index.ts';
import type { HeldTells } from './held-tells.ts';
import { SEAT_MS_MAX } from './limits.ts';
import type { Output } from './output.ts';
import type { Owner } from './owner.ts';
import type { Player } from './player.ts';
import { Turn, type Work } from './turn.ts';
import { endRun, failRun } from './turn-run.ts';

type Code = (turn: Turn) => void | Promise<void>;

/** A turn that its caller waits for. */
export interface OpenTurn {
  readonly turn: Turn;
  readonly done: Promise<void>;
}

export class Seat {
  readonly owner: Owner;
  readonly #player: Player;

  private constructor(owner: Owner, player: Player) {
    this.owner = owner;
    this.#player = player;
  }

  /** Waits until the role is awake, and its earlier session has left. Rejects with `role-held` when that takes too long. */
  static async take(owner: Owner, player: Player): Promise<Seat> {
    // It must not fall asleep meanwhile.
    owner.pins++;
    owner.handOver.enteringCount++;
    try {
      await awake(owner);
      while (owner.player !== null) {
        owner.player.wanted();
        if (!(await isLate(owner.system.host.clock, SEAT_MS_MAX, owner.whenFree()))) continue;
        throw new StoreError('role-held', `role ${owner.id.key} is played by another session, which did not leave`);
      }
      // It may have been lost together with its earlier session.
      if (owner.failure !== null) throw owner.failure;
      owner.player = player;
      return new Seat(owner, player);
    } finally {
      owner.handOver.enteringCount--;
      owner.pins--;
    }
  }

  get roleId(): bigint {
    // The owner is a role.
    return this.owner.id.key as bigint;
  }

  /** A turn of the session: it begins at once when nothing else runs, otherwise in its order. */
  run(work: Work): Turn {
    const turn = new Turn(this.owner, work);
    this.owner.postNow(turn);
    return turn;
  }

  /** Whether code of the player may run at once, without a turn while it uses nothing of the role. */
  get isFree(): boolean {
    return this.owner.isFree;
  }

  createOutput(): Output {
    return this.owner.system.host.createOutput();
  }

  /**
   * A turn for such code, which runs already and now needs one; null when the role cannot have one any more. Turns that the code
   * itself has posted meanwhile wait for it. It takes what the code has sent and told.
   */
  begin(work: Work, output: Output | null, tells: HeldTells | null): Turn | null {
    if (!this.owner.mayBegin) return null;
    const turn = new Turn(this.owner, work);
    this.owner.turn = turn;
    turn.phase = 'running';
    turn.takeHeld(output, tells);
    return turn;
  }

  /** That code has returned. */
  returned(turn: Turn, result: unknown): void {
    endRun(turn, result);
  }

  threw(turn: Turn, error: unknown): void {
    failRun(turn, error);
  }

  /** A turn for code that its caller waits for. `done` rejects with what the code throws, or with `ActorError`. */
  runAlone(what: string, run: Code): OpenTurn {
    const open = createTurn(this.owner, what, run);
    this.owner.postPlayed(open.turn);
    return open;
  }

  /** The session has left. Resolves when the role's rows are in the database, or others use the role still. */
  leave(): Promise<void> {
    return this.owner.leave(this.#player);
  }
}

/** When a turn has run, the owner is awake. */
async function awake(owner: Owner): Promise<void> {
  if (owner.phase === 'awake') return;
  const { turn, done } = createTurn(owner, 'entering', () => {});
  owner.postOwn(turn);
  await done;
}

function createTurn(owner: Owner, what: string, run: Code): OpenTurn {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const work: Work = {
    what,
    isAnswered: false,
    run,
    answered: () => resolve(),
    threw: (_turn, error) => reject(error),
    // The store's own errors are the gate's to tell apart.
    refused: (_turn, error) => reject(error.cause instanceof StoreError ? error.cause : error),
  };
  return { turn: new Turn(owner, work), done: promise };
}
