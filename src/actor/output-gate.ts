// Holds back what turns let out until their changes are durable. Everything leaves in the order in which the turns ended, even if
// the journal reports in another.
import { HELD_MAX } from './limits.ts';

/** Something that waits in a gate. */
export abstract class Held {
  /** Its place: the gate that it waits in, and whether what was committed before it is durable. */
  gate: OutputGate | null = null;
  isKept = false;

  /** What was committed before it is durable. */
  abstract release(): void;
  /** That was not acknowledged, or the owner is lost. */
  abstract withhold(error: unknown): void;
}

/**
 * What waits for the journal, at all owners. The journal acknowledges the records of many owners at once, by one promise, so that one
 * reaction serves them all.
 */
export class KeptQueue {
  #kept: Promise<void> | null = null;
  #waiting: Held[] = [];

  /** Lets what is held pass its gate when `kept` has settled. */
  push(kept: Promise<void>, held: Held): void {
    if (kept !== this.#kept) this.#begin(kept);
    this.#waiting.push(held);
  }

  #begin(kept: Promise<void>): void {
    const waiting: Held[] = [];
    this.#kept = kept;
    this.#waiting = waiting;
    const settle = (pass: (held: Held) => void): void => {
      if (this.#kept === kept) {
        this.#kept = null;
        this.#waiting = [];
      }
      passAll(waiting, pass);
    };
    kept.then(
      () => settle((held) => held.gate?.kept(held)),
      (error: unknown) => settle((held) => held.gate?.failed(held, error)),
    );
  }
}

/** What one of them throws keeps back no other, and is thrown at the end. */
function passAll(waiting: readonly Held[], pass: (held: Held) => void): void {
  let failure: { readonly error: unknown } | null = null;
  for (const held of waiting) {
    try {
      pass(held);
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure !== null) throw failure.error;
}

/** What a gate reports. */
export interface GateOwner {
  /** The gate is no longer full; `isEmpty`: nothing is held any more. */
  gateHasRoom(gate: OutputGate, isEmpty: boolean): void;
}

/** It lives while it holds something: most owners hold nothing most of the time. */
export class OutputGate {
  readonly #held: Held[] = [];
  readonly #queue: KeptQueue;
  readonly #owner: GateOwner;
  #isDraining = false;

  constructor(queue: KeptQueue, owner: GateOwner) {
    this.#queue = queue;
    this.#owner = owner;
  }

  get count(): number {
    return this.#held.length;
  }

  get isFull(): boolean {
    return this.#held.length >= HELD_MAX;
  }

  /** Holds until `kept` has settled, and everything held before has left. */
  hold(kept: Promise<void> | null, held: Held): void {
    held.gate = this;
    this.#held.push(held);
    if (kept === null) this.kept(held);
    else this.#queue.push(kept, held);
  }

  /** Nothing that is held leaves. */
  withholdAll(error: unknown): void {
    for (const held of this.#held.splice(0)) held.withhold(error);
  }

  /** What was committed before it is durable. */
  kept(held: Held): void {
    held.isKept = true;
    this.#drain();
  }

  /** That was not acknowledged. */
  failed(held: Held, error: unknown): void {
    const at = this.#held.indexOf(held);
    if (at < 0) return;
    const { isFull } = this;
    this.#held.splice(at, 1);
    held.withhold(error);
    if (isFull) this.#owner.gateHasRoom(this, false);
    this.#drain();
  }

  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    const { isFull } = this;
    while (this.#held[0]?.isKept === true) this.#held.shift()?.release();
    this.#isDraining = false;
    const isEmpty = this.#held.length === 0;
    if (isEmpty || (isFull && !this.isFull)) this.#owner.gateHasRoom(this, isEmpty);
  }
}
