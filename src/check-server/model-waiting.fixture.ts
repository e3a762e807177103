// The waiting room of the tiny server: places for so many accounts, and an order of those that wait.
import { randomBytes } from 'node:crypto';

const KEEP_MS = 5_000;
const TELL_MS = 1_000;

/** How the tiny server speaks to one that waits. */
export interface ModelGuest {
  says(position: number, keepMs: number, ticket: Uint8Array): void;
  comesIn(waitedMs: number): void;
}

interface Entry {
  readonly ticket: string;
  readonly sinceMs: number;
  guest: ModelGuest | null;
  awayMs: number;
}

export class ModelWaiting {
  readonly #placesMax: number;
  readonly #forgets: boolean;
  readonly #placed = new Set<ModelGuest>();
  #order: Entry[] = [];
  #toldMs = 0;

  /** `forgets`: a place in the order is lost with the link. */
  constructor(placesMax: number, forgets: boolean) {
    this.#placesMax = placesMax;
    this.#forgets = forgets;
  }

  /** Whether the guest has a place now; otherwise it waits. */
  enter(guest: ModelGuest): boolean {
    if (this.#placed.size < this.#placesMax) {
      this.#placed.add(guest);
      return true;
    }
    const ticket = randomBytes(36);
    this.#order.push({ ticket: ticket.toString('hex'), sinceMs: performance.now(), guest, awayMs: 0 });
    guest.says(this.#order.length, KEEP_MS, ticket);
    return false;
  }

  /** False: nobody has the ticket. */
  back(ticket: Uint8Array, guest: ModelGuest): boolean {
    const at = this.#order.findIndex((entry) => entry.ticket === Buffer.from(ticket).toString('hex'));
    const entry = this.#order[at];
    if (entry === undefined) return false;
    entry.guest = guest;
    guest.says(at + 1, KEEP_MS, new Uint8Array(0));
    this.#call();
    return true;
  }

  left(guest: ModelGuest): void {
    this.#placed.delete(guest);
    const entry = this.#order.find((each) => each.guest === guest);
    if (entry !== undefined && this.#forgets) this.#order = this.#order.filter((each) => each !== entry);
    else if (entry !== undefined) Object.assign(entry, { guest: null, awayMs: performance.now() });
    this.#call();
  }

  sweep(nowMs: number): void {
    this.#order = this.#order.filter(({ guest, awayMs }) => guest !== null || nowMs - awayMs < KEEP_MS);
    if (nowMs - this.#toldMs < TELL_MS) return;
    this.#toldMs = nowMs;
    for (const [at, { guest }] of this.#order.entries()) guest?.says(at + 1, KEEP_MS, new Uint8Array(0));
  }

  #call(): void {
    while (this.#placed.size < this.#placesMax) {
      const next = this.#order.find(({ guest }) => guest !== null);
      if (next === undefined || next.guest === null) return;
      this.#order = this.#order.filter((each) => each !== next);
      this.#placed.add(next.guest);
      next.guest.comesIn(Math.round(performance.now() - next.sinceMs));
    }
  }
}
