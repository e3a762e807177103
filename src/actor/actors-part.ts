// Actors as a part of a process that is handed over. Their rows, receipts and alarms are the store's part; what an actor has in memory
// ends with its process, as after a crash. The old side waits until no turn runs or waits, so that no call is lost half-way; the new
// side wakes the actors that have times to keep.
import { type Clock, sleep } from '../base/index.ts';
import {
  FieldReader,
  FieldWriter,
  HandoverError,
  type HandoverPart,
  type HandoverSink,
  type HandoverTaker,
  HOLD_MS_MAX,
} from '../handover/index.ts';
import { isAnyBusy, runningTurns } from './activity.ts';
import type { ActorSystem } from './actor-system.ts';

const NAME = 'actors';
const KIND = { awake: 1 } as const;
const AWAKE = { text: 1 } as const;
/** Actors of one frame. */
const AWAKE_MAX = 1_000;
/** How often it is looked at whether turns have ended, in milliseconds. */
const POLL_MS = 1;
/** Turns that a refusal names. */
const SHOWN_MAX = 3;

export class ActorsPart implements HandoverPart {
  readonly name = NAME;
  readonly #actors: ActorSystem;
  readonly #clock: Clock;

  /** The clock goes on while that of the actors is held. */
  constructor(actors: ActorSystem, clock: Clock) {
    this.#actors = actors;
    this.#clock = clock;
  }

  describe(): Uint8Array {
    return new Uint8Array(0);
  }

  refuse(): string | null {
    return null;
  }

  async copy(): Promise<void> {}

  /** Nothing of the game begins any more but by what runs already. */
  async freeze(): Promise<void> {
    const lateMs = this.#clock.monotonicMs() + HOLD_MS_MAX;
    while (isAnyBusy(this.#actors.owners())) {
      if (this.#clock.monotonicMs() >= lateMs) throw held(runningTurns(this.#actors.owners()));
      await sleep(this.#clock, POLL_MS);
    }
  }

  async transfer(sink: HandoverSink): Promise<void> {
    const fields = new FieldWriter();
    let count = 0;
    for (const text of this.#actors.timed()) {
      fields.text(AWAKE.text, text);
      count++;
      if (count % AWAKE_MAX > 0) continue;
      await sink.send(KIND.awake, fields.record());
      fields.clear();
    }
    if (count % AWAKE_MAX > 0) await sink.send(KIND.awake, fields.record());
  }

  async thaw(): Promise<void> {}

  async release(): Promise<void> {}
}

function held(turns: readonly string[]): HandoverError {
  const shown = turns.length === 0 ? 'a turn that waits for another one' : turns.slice(0, SHOWN_MAX).join(', ');
  const message = `Actors were still at work after ${HOLD_MS_MAX} ms: ${shown}. Try again.`;
  return new HandoverError('handover-held', message);
}

export class ActorsTaker implements HandoverTaker {
  readonly name = NAME;
  readonly #texts: string[] = [];
  #actors: ActorSystem | null = null;

  describe(): Uint8Array {
    return new Uint8Array(0);
  }

  take(kind: number, body: Uint8Array): undefined {
    const fields = new FieldReader(body, 'actors that are awake');
    while (fields.next()) {
      if (kind === KIND.awake && fields.tag === AWAKE.text) this.#texts.push(fields.text());
      else fields.skip();
    }
    return undefined;
  }

  /** Those of this process. */
  adopt(actors: ActorSystem): void {
    this.#actors = actors;
  }

  async adopted(): Promise<void> {}

  async start(): Promise<void> {
    for (const text of this.#texts) this.#actors?.wakeByText(text);
  }

  discard(): void {}
}
