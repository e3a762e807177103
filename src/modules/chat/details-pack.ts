// The `details` of a line as one column of bytes: each with its length before it, as a u16.

export function packDetails(details: readonly Uint8Array[]): Uint8Array {
  const packed = new Uint8Array(details.reduce((sum, { length }) => sum + 2 + length, 0));
  let at = 0;
  for (const detail of details) {
    packed[at] = detail.length >> 8;
    packed[at + 1] = detail.length & 0xff;
    packed.set(detail, at + 2);
    at += 2 + detail.length;
  }
  return packed;
}

/** Of bytes that `packDetails` made. What is cut short ends the list. */
export function unpackDetails(packed: Uint8Array): Uint8Array[] {
  const details: Uint8Array[] = [];
  for (let at = 0; at + 2 <= packed.length; ) {
    const end = at + 2 + (((packed[at] ?? 0) << 8) | (packed[at + 1] ?? 0));
    if (end > packed.length) break;
    details.push(packed.slice(at + 2, end));
    at = end;
  }
  return details;
}
