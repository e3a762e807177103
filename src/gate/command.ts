// Commands that an operator gives to a running server, as modules declare them: `jadegate do NAME --arg value`.
import type { z } from 'zod';
import { CodedError } from '../base/index.ts';

export interface CommandOptions<Args extends z.ZodObject = z.ZodObject> {
  /** One line for `jadegate do`. */
  readonly help: string;
  /** Checked before the command runs. Texts from the command line become numbers and booleans where the schema wants them. */
  readonly args: Args;
}

/** A command with its types forgotten. */
export interface BoundCommand extends CommandOptions {
  readonly name: string;
  readonly run: (scope: unknown, args: unknown) => string | Promise<string>;
}

/** Thrown by a command that cannot be done: the operator reads the message, and the log stays silent. */
export class CommandRefused extends CodedError<'command-refused'> {
  override readonly name = 'CommandRefused';

  constructor(message: string, options?: ErrorOptions) {
    super('command-refused', message, options);
  }
}
