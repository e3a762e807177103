// Makes foreign text safe to print: characters that control a terminal are escaped.

/** Characters that control a terminal; the server and players choose some of the printed texts. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not reach the terminal.
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export function showable(text: string): string {
  return text.replace(UNSHOWABLE, escapeOf);
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
