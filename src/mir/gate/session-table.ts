// The clients of a gate by id, in the order of arrival, and what each of them waits for. Every set is a part of the first, so the maximum of connections
// bounds all of them. Each set is in the order in which its members are due, so a search for what is due ends at the first member that is not.
import { assert } from '../../base/index.ts';
import { CLIENT_ID_MAX } from '../wire/index.ts';
import type { GateSession } from './gate-session.ts';

export class SessionTable {
  readonly byId = new Map<number, GateSession>();
  /** Not announced yet. */
  readonly waiting = new Set<GateSession>();
  /** Not read, because the server is congested; the one that was held longest is released first. */
  readonly held = new Set<GateSession>();
  /** Waiting for the client's `*`. */
  readonly blocked = new Set<GateSession>();
  #lastId = 0;

  /** A free id; it is used again only after all others. */
  nextId(): number {
    assert(this.byId.size < CLIENT_ID_MAX, 'there are fewer clients than ids');
    do this.#lastId = this.#lastId === CLIENT_ID_MAX ? 1 : this.#lastId + 1;
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
