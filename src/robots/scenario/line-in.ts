// The line of a scenario's file at which an error was thrown, for messages to the author of the file.

/** ` (line 12)`; nothing when the stack does not lead through the file. */
export function lineIn(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const line of stack.split('\n')) {
    const at = line.indexOf(file);
    const [, number] = at < 0 ? [] : (/^:(\d+)/.exec(line.slice(at + file.length)) ?? []);
    if (number !== undefined) return ` (line ${number})`;
  }
  return '';
}
