// Text that others wrote, as it may be shown: what a terminal would act on is written as an escape.

/** What a terminal would act on instead of showing it; server and players choose the texts that are printed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not reach the terminal.
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

export function showable(text: string): string {
  return text.replace(UNSHOWABLE, escapeOf);
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
