// The clients of a gate by id, in the order they came, and which of them wait for what. Every set is a part of the first, so all are bounded by how many
// connections there may be; each is in the order in which its members are due, so a look at what is due ends at the first that is not.
import { assert } from '../../base/index.ts';
import type { GateSession } from './gate-session.ts';

/** Originals read an id as an int32. */
const ID_MAX = 2 ** 31 - 1;

export class SessionTable {
  readonly byId = new Map<number, GateSession>();
  /** Not announced yet. */
  readonly waiting = new Set<GateSession>();
  /** Held because the server does not keep up; the one that was held longest is released first. */
  readonly held = new Set<GateSession>();
  /** By flow control. */
  readonly blocked = new Set<GateSession>();
  #lastId = 0;

  /** An id that nobody has: it comes again only after all others. */
  nextId(): number {
    assert(this.byId.size < ID_MAX, 'there are fewer clients than ids');
    do this.#lastId = this.#lastId === ID_MAX ? 1 : this.#lastId + 1;
    while (this.byId.has(this.#lastId));
    return this.#lastId;
  }

  remove(session: GateSession): void {
    this.byId.delete(session.id);
    this.waiting.delete(session);
    this.held.delete(session);
    this.blocked.delete(session);
  }
}
