// How a sender of plain text proves over UDP that it owns its address, in words that a person can type. One line a
// datagram:
//
//   anything, padded to 19 bytes   ─▶
//                                  ◀─  prove q1nYk2mQ0aZx        (19 bytes: no longer than what asked for it)
//   prove q1nYk2mQ0aZx             ─▶
//                                  ◀─  proven
//
// A shorter line is answered with `pad 19`, if that is no longer than the line. Pure: text in, words out.

const COOKIE_CHARS = 12;
const PROVE = 'prove ';

/** The shortest line of a stranger that may be answered with a cookie. */
export const PROOF_LINE_BYTES = PROVE.length + COOKIE_CHARS + 1;
export const PAD_LINE = `pad ${PROOF_LINE_BYTES}\n`;
export const PROVEN_LINE = 'proven\n';

export function proveLine(cookie: Uint8Array): string {
  return `${PROVE}${Buffer.from(cookie).toString('base64url')}\n`;
}

/** The cookie of a `prove` line; null for any other line. */
export function cookieIn(line: string): Uint8Array | null {
  const cookie = /^prove ([A-Za-z0-9_-]{12})\s*$/.exec(line)?.[1];
  return cookie === undefined ? null : Buffer.from(cookie, 'base64url');
}

/** The server's demand before it listens; null for any other line. */
export function demandIn(line: string): { readonly padTo: number } | { readonly prove: string } | 'proven' | null {
  const text = line.trimEnd();
  if (text === PROVEN_LINE.trimEnd()) return 'proven';
  if (text === PAD_LINE.trimEnd()) return { padTo: PROOF_LINE_BYTES };
  return cookieIn(text) === null ? null : { prove: text };
}

/** Pads a line with spaces to this many bytes. */
export function padded(line: string, bytes: number): string {
  return line + ' '.repeat(Math.max(0, bytes - Buffer.byteLength(line)));
}
