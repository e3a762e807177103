// What a conversation of `jadegate connect` talks through: a person, a script, or a test.
import type { InputLine } from './input-lines.ts';

/** Where lines come from and go to. */
export interface Terminal {
  readonly lines: AsyncIterable<InputLine>;
  readonly print: (line: string) => void;
  /** A person is there: no waiting for late answers at the end, and a wrong line is no failure. */
  readonly isInteractive: boolean;
  /** No further line is read. */
  readonly close?: () => void;
}
