// The other side of a conversation of `jadegate connect`: a person, a script, or a test.
import type { InputLine } from './input-lines.ts';

/** Where lines come from and go to. */
export interface Terminal {
  readonly lines: AsyncIterable<InputLine>;
  readonly print: (line: string) => void;
  /** A person is typing: no wait for late answers at the end, and a wrong line does not change the exit code. */
  readonly isInteractive: boolean;
  /** Stops reading lines. */
  readonly close?: () => void;
}
