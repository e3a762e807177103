// Text files from some Windows editors begin with a byte order mark, which no parser of JSON, CSV or YAML expects.

export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
