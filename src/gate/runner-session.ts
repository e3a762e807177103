// A session as the runner of its handlers sees it.
import type { Seat } from '../actor/index.ts';
import type { Session } from './session.ts';
import type { OutputSession } from './turn-output.ts';

/** What a runner needs of its session. */
export interface RunnerSession extends Session, OutputSession {
  readonly isClosing: boolean;
  /** Its place at the role that it plays. */
  readonly seat: Seat | null;
  /** Ends the connection, if that waited for what the handler's turn has sent. */
  endLink(): void;
  /** No further message until `release`. */
  hold(): void;
  release(): void;
}
