// One error class for each layer, told apart by `code`: callers branch on the code, people read the message.
// A message says what happened, to what, and what to do.

/** What every error class of a layer shares: a stable code from that layer's table, and the cause it wraps. */
export abstract class CodedError<Code extends string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    // An object without a way to become text, as `Object.create(null)` is.
    return Object.prototype.toString.call(thrown);
  }
}
