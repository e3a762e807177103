// Text with indentation, line by line.

export class Printer {
  readonly #lines: string[] = [];
  #depth = 0;

  /** A line; one that opens a bracket indents the next lines until `close`. */
  line(text = ''): void {
    this.#lines.push(text === '' ? '' : '  '.repeat(this.#depth) + text);
  }

  open(text: string): void {
    this.line(text);
    this.#depth++;
  }

  close(text = '}'): void {
    this.#depth--;
    this.line(text);
  }

  /** Ends one block and begins its sibling: `} else {`. */
  turn(text: string): void {
    this.close(text);
    this.#depth++;
  }

  /** Text of several lines as a comment for readers of the code; nothing when empty. */
  comment(text: string): void {
    if (text === '') return;
    const lines = text
      .replaceAll('*/', '* /')
      .split('\n')
      .map((line) => line.trim());
    if (lines.length === 1) {
      this.line(`/** ${lines[0]} */`);
      return;
    }
    this.line('/**');
    for (const line of lines) this.line(line === '' ? ' *' : ` * ${line}`);
    this.line(' */');
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** A string literal. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** An object literal. */
export function objectOf(members: readonly string[]): string {
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
