// The lines on which the elements of a JSON list begin. JSON.parse reports values without places, but a person who repairs a file
// needs the line.

/** The lines, from 1, of the elements of the outermost list. `text` is a list that JSON.parse accepted. */
export function linesOfElements(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let isInText = false;
  let isExpected = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\n') line++;
    else if (isInText) {
      if (sign === '\\') at++;
      else if (sign === '"') isInText = false;
    } else if (sign !== ' ' && sign !== '\t' && sign !== '\r') {
      if (isExpected && sign !== ']') lines.push(line);
      isExpected = depth === 1 && sign === ',';
      if (sign === '"') isInText = true;
      else if (sign === '[' || sign === '{') isExpected = ++depth === 1;
      else if (sign === ']' || sign === '}') depth--;
    }
  }
  return lines;
}
