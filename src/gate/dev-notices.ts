// Development: what the gate ignores, drops or refuses of a client is said in the log, and to the client when it asked
// (`jadegate connect` does). The profile stays what it is, so classic clients notice nothing.
import type { Logger } from '../base/index.ts';
import { DevNoticeS2c } from './gate.messages.ts';
import type { Session } from './session.ts';

/** Sessions whose client asked for notices. */
const askers = new WeakSet<Session>();

export function askForNotices(session: Session): void {
  askers.add(session);
}

export class DevNotices {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  say(session: Session, text: string): void {
    this.#log.warn(text, { session: session.id, account: session.account?.name });
    if (askers.has(session)) session.send(DevNoticeS2c, { text });
  }
}
