// Base of the error classes, one for each layer. Callers branch on `code`; people read the message. A message says what
// happened, to what, and what to do.

/** What the error classes of all layers share: a stable code from the layer's table, and the cause. */
export abstract class CodedError<Code extends string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** As deep as causes are followed: an error may be its own cause. */
const CAUSES_MAX = 4;

/** The stack of any thrown value with those of its causes, for the log; undefined for one that has none. */
export function stackOf(thrown: unknown): string | undefined {
  const stacks: string[] = [];
  for (let each = thrown; each instanceof Error && stacks.length <= CAUSES_MAX; each = each.cause) {
    stacks.push(each.stack ?? each.message);
  }
  return stacks.length === 0 ? undefined : stacks.join('\ncaused by: ');
}

/** The message of any thrown value. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    // An object that cannot become text, such as `Object.create(null)`.
    return Object.prototype.toString.call(thrown);
  }
}
