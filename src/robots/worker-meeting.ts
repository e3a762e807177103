// Where the processes of a run with a scenario wait for each other: until all robots are in the world, until
// all rest, and until all logs are closed.
import type { RobotEntry, Start } from './scenario/index.ts';
import type { ToWorker } from './worker-messages.ts';

/** From the order to start until the time of the run begins: as long as the order may take to reach each process, in milliseconds. */
const START_MS = 50;

export class WorkerMeeting {
  readonly #count: number;
  readonly #wallMs: () => number;
  readonly #tellAll: (message: ToWorker) => void;
  readonly #all: RobotEntry[] = [];
  #enteredCount = 0;
  #restedCount = 0;
  #closedCount = 0;

  constructor(
    count: number,
    options: { readonly wallMs: () => number; readonly tellAll: (message: ToWorker) => void },
  ) {
    this.#count = count;
    this.#wallMs = options.wallMs;
    this.#tellAll = options.tellAll;
  }

  entered(part: readonly RobotEntry[]): void {
    for (const entry of part) this.#all.push(entry);
    if (++this.#enteredCount < this.#count) return;
    const all = this.#all.sort((one, other) => one.number - other.number);
    const start: Start = { all, wallMs: this.#wallMs() + START_MS };
    this.#tellAll({ kind: 'start', start });
  }

  rested(): void {
    if (++this.#restedCount === this.#count) this.#tellAll({ kind: 'settle' });
  }

  closed(): void {
    if (++this.#closedCount === this.#count) this.#tellAll({ kind: 'leave' });
  }
}
