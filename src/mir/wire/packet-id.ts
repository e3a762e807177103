// The decimal id of a client in packets between gates and servers.

const ZERO = 0x30;
/** Originals read an id as an int32. */
export const CLIENT_ID_MAX = 2 ** 31 - 1;

/** The id in [start, end), or 0 when that is not a number from 1 to `CLIENT_ID_MAX` in decimal digits alone. */
export function readClientId(bytes: Uint8Array, start: number, end: number): number {
  let id = 0;
  for (let index = start; index < end; index++) {
    const digit = (bytes[index] ?? 0) - ZERO;
    if (digit < 0 || digit > 9 || id > CLIENT_ID_MAX) return 0;
    id = id * 10 + digit;
  }
  return id <= CLIENT_ID_MAX ? id : 0;
}
