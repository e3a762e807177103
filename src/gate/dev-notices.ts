// Development: what the gate ignores, drops or refuses of a client is said in the log, and to the client when it asked
// (`jadegate connect` does). The profile stays what it is, so classic clients notice nothing.
import type { Logger } from '../base/index.ts';
import { DevNoticeS2c } from './gate.messages.ts';
import type { Session } from './session.ts';

export class DevNotices {
  readonly #log: Logger;
  readonly #askers = new WeakSet<Session>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** The client of the session wants to be sent notices from now on. */
  ask(session: Session): void {
    this.#askers.add(session);
  }

  say(session: Session, text: string): void {
    this.#log.warn(text, { session: session.id, account: session.account?.name });
    if (this.#askers.has(session)) session.send(DevNoticeS2c, { text });
  }
}
