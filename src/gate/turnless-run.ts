// What contexts before the world have in place of a turn: they write until the session has left.
import type { MessageType } from '../wire/index.ts';
import type { ContextRun } from './handler-context.ts';
import type { Session } from './session.ts';
import type { TurnOutput } from './turn-output.ts';

export class TurnlessRun implements ContextRun {
  readonly session: Session;
  hasLeft = false;

  constructor(session: Session) {
    this.session = session;
  }

  reply<M>(_output: TurnOutput, type: MessageType<M>, message: M): boolean {
    return this.session.send(type, message);
  }
}
