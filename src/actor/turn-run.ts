// Runs a turn: calls its work, commits or undoes what it changed, and lets its answer and output out when the changes are durable.
import { endOnBroken, messageOf } from '../base/index.ts';
import type { Receipt } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import { copyPlain } from './copy-plain.ts';
import { TURN_MS_MAX } from './limits.ts';
import { Held } from './output-gate.ts';
import { receiptOf } from './receipt.ts';
import { RollbackValue } from './rollback.ts';
import { createDeadline, endWaits, type Sent, type Turn } from './turn.ts';

/** Begins a turn at an owner that is free. */
export function beginTurn(turn: Turn): void {
  turn.owner.turn = turn;
  turn.phase = 'running';
  if (turn.once !== null) {
    follow(turn, runOnce(turn, turn.once));
    return;
  }
  let result: unknown;
  try {
    result = turn.work.run(turn);
  } catch (error) {
    failRun(turn, error);
    return;
  }
  endRun(turn, result);
}

/** The code of a running turn has returned, maybe with a promise. */
export function endRun(turn: Turn, result: unknown): void {
  if (isThenable(result)) follow(turn, result);
  else finish(turn, result);
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Promise || typeof (value as { readonly then?: unknown }).then === 'function';
}

/** The receipt's answer, or the answer of the work, which then leaves a receipt. */
async function runOnce(turn: Turn, once: string): Promise<unknown> {
  const { owner, work } = turn;
  const receipt = receiptOf(work.what, turn.args);
  const found = await findReceipt(turn, once);
  if (turn.phase !== 'running') return undefined;
  if (found !== null) return refusing(turn, () => receipt.answerOf(found, owner.id.text));
  const result = await work.run(turn);
  if (turn.phase !== 'running' || result instanceof RollbackValue) return result;
  const answer = copyPlain(result, work.what);
  const written = refusing(turn, () => receipt.write(once, answer, owner.system.host.clock.wallMs()));
  if (written === undefined) return undefined;
  owner.live.addReceipt(written);
  owner.system.crashPoint('before-journal');
  return answer;
}

async function findReceipt(turn: Turn, once: string): Promise<Receipt | null> {
  try {
    return await turn.owner.live.findReceipt(once);
  } catch (cause) {
    const message = `${turn.work.what} of ${turn.owner.id.text}: its receipt could not be read: ${messageOf(cause)}`;
    giveUpTurn(turn, new ActorError('not-durable', message, { cause }));
    return null;
  }
}

/** Gives the turn up with the error that `check` throws. */
function refusing<Result>(turn: Turn, check: () => Result): Result | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    giveUpTurn(turn, error);
    return undefined;
  }
}

function follow(turn: Turn, result: PromiseLike<unknown>): void {
  turn.turnDeadline ??= createDeadline(turn, expired);
  turn.owner.system.host.wheel.set(turn.turnDeadline, TURN_MS_MAX);
  result.then(
    (value) => finish(turn, value),
    (error: unknown) => failRun(turn, error),
  );
}

/** A late turn is abandoned: undone, and its `self` is closed. */
function expired(turn: Turn): void {
  const what = `${turn.work.what} of ${turn.owner.id.text} took more than ${TURN_MS_MAX} ms; it was given up and undone`;
  giveUpTurn(turn, new ActorError('actor-deadline', what, { mayHaveRun: turn.hasActed }));
}

function finish(turn: Turn, value: unknown): void {
  if (turn.phase !== 'running') return;
  const { owner, work } = turn;
  const { live } = owner;
  let answer: unknown;
  try {
    const isUndone = value instanceof RollbackValue;
    if (work.isAnswered) answer = copyPlain(isUndone ? value.value : value, work.what);
    if (isUndone) undoChanges(turn);
    else if (live.hasChanges) commit(turn);
  } catch (error) {
    if (error instanceof ActorError && error.code === 'not-durable') giveUpTurn(turn, error);
    else failRun(turn, error);
    return;
  }
  const { isDestroying } = turn;
  end(turn);
  if (owner.isHolding) owner.hold(new HeldAnswer(turn, answer));
  else answerNow(turn, answer);
  if (isDestroying) owner.destroyed();
}

/** What the turn changed is durable, and nobody has heard of it yet. */
function answerNow(turn: Turn, answer: unknown): void {
  const { system } = turn.owner;
  if (turn.once !== null) system.crashPoint('after-journal');
  turn.flush();
  if (turn.once !== null) system.crashPoint('before-answer');
  turn.work.answered(turn, answer);
}

class HeldAnswer extends Held {
  readonly #turn: Turn;
  readonly #answer: unknown;

  constructor(turn: Turn, answer: unknown) {
    super();
    this.#turn = turn;
    this.#answer = answer;
  }

  override release(): void {
    answerNow(this.#turn, this.#answer);
  }

  override withhold(error: unknown): void {
    this.#turn.discard();
    this.#turn.work.refused(this.#turn, notDurable(this.#turn, error, true));
  }
}

/** What a running turn has sent until its commit midway. */
class HeldSent extends Held {
  readonly left = Promise.withResolvers<void>();
  readonly #turn: Turn;
  readonly #sent: Sent;

  constructor(turn: Turn) {
    super();
    this.#turn = turn;
    this.#sent = turn.takeSent();
  }

  override release(): void {
    this.#sent.flush();
    this.left.resolve();
  }

  override withhold(error: unknown): void {
    this.#sent.discard();
    this.left.reject(notDurable(this.#turn, error, true));
  }
}

function commit(turn: Turn): void {
  const { owner } = turn;
  try {
    // What becomes of it is read from `kept`.
    void owner.live.commit();
  } catch (error) {
    throw notDurable(turn, error);
  }
  if (turn.hasAlarms) owner.memory.timers.alarmsChanged();
}

function notDurable(turn: Turn, cause: unknown, mayHaveRun = false): ActorError {
  // The lease was lost.
  if (cause instanceof ActorError) return cause;
  const what = `${turn.work.what} of ${turn.owner.id.text}: its changes were not acknowledged: ${messageOf(cause)}`;
  return new ActorError('not-durable', what, { cause, mayHaveRun: mayHaveRun || turn.hasActed });
}

/** Makes the changes of a running turn durable, and lets out what it has sent so far. */
export async function commitMidway(turn: Turn): Promise<void> {
  turn.assertOpen();
  const { owner } = turn;
  if (turn.once !== null) {
    const message = `${turn.work.what}: commit() would part the receipt of \`once\` from its effect`;
    throw new ActorError('turn-has-changes', message);
  }
  if (owner.live.hasChanges) commit(turn);
  turn.hasActed = true;
  // What the turn sends from now on belongs to its next commit.
  const sent = new HeldSent(turn);
  owner.hold(sent);
  await sent.left.promise;
  owner.changed();
}

/**
 * Runs code inside of a running turn: what the turn did before is committed, and the code's changes are, or are undone. False when
 * the turn ended meanwhile, and nothing was run.
 */
export async function runWithin(turn: Turn, run: () => void | Promise<void>): Promise<boolean> {
  await commitMidway(turn);
  if (turn.phase !== 'running') return false;
  try {
    await run();
    await commitMidway(turn);
    return true;
  } catch (error) {
    if (turn.phase === 'running') undoChanges(turn);
    throw error;
  }
}

export function failRun(turn: Turn, error: unknown): void {
  if (turn.phase !== 'running') return;
  undo(turn);
  endOnBroken(error);
  turn.work.threw(turn, error);
}

/** Gives up a turn that runs: its changes are undone. */
export function giveUpTurn(turn: Turn, error: ActorError): void {
  if (turn.phase !== 'running') return;
  undo(turn);
  turn.work.refused(turn, error);
}

function undo(turn: Turn): void {
  undoChanges(turn);
  end(turn);
}

function undoChanges(turn: Turn): void {
  turn.owner.undo();
  turn.discard();
  turn.isDestroying = false;
}

function end(turn: Turn): void {
  turn.phase = 'over';
  if (turn.turnDeadline !== null) turn.owner.system.host.wheel.clear(turn.turnDeadline);
  if (turn.isWaiting) endWaits(turn);
  turn.owner.ended();
}
