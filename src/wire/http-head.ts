// The head of an HTTP/1.1 request or answer, as far as WebSocket needs one: a first line and header fields up to an empty line.
// Strict where leniency would let two readers disagree: no lone CR or LF, no folded lines, no space before a colon.
// Bounded: a head is judged too long before more of it is kept.

/** What browsers and proxies send is 1 to 2 KiB, cookies included. */
export const HTTP_HEAD_BYTES_MAX = 8 * 1024;
/** Browsers send about 15 fields, and each proxy adds some. */
export const HTTP_FIELDS_MAX = 64;

const HEAD_END = '\r\n\r\n';
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Visible characters, spaces and tabs; bytes from 0x80 up are let through as they are and mean nothing here. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

export interface HttpHead {
  readonly firstLine: string;
  /** Values by the field's name in lower case, in their order. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** Looks for the end of a head that comes in pieces; each byte is looked at once or twice. */
export class HttpHeadFinder {
  #scannedBytes = 0;

  /** The count of bytes of the head in [start, end), its empty line included; 0 when the end is not there. Call again from the same start. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, HTTP_HEAD_BYTES_MAX));
    const at = text.indexOf(HEAD_END, Math.max(0, this.#scannedBytes - HEAD_END.length), 'latin1');
    this.#scannedBytes = text.length;
    return at < 0 ? 0 : at + HEAD_END.length;
  }

  /** Whether so much was looked at without an end that there can be none in bounds. */
  get isTooLong(): boolean {
    return this.#scannedBytes >= HTTP_HEAD_BYTES_MAX;
  }
}

/** The head in `bytes`, its empty line included, or null when it is none. */
export function readHttpHead(bytes: Uint8Array): HttpHead | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const [firstLine = '', ...lines] = text.slice(0, -HEAD_END.length).split('\r\n');
  if (lines.length > HTTP_FIELDS_MAX || !FIELD_VALUE.test(firstLine)) return null;
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1);
    if (!TOKEN.test(name) || !FIELD_VALUE.test(value)) return null;
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value.trim()]);
    else values.push(value.trim());
  }
  return { firstLine, fields };
}

/** The only value of a field; null when it is absent or comes more than once. */
export function onlyValue(head: HttpHead, name: string): string | null {
  const values = head.fields.get(name);
  return values?.length === 1 ? (values[0] ?? null) : null;
}

/** The elements of a field that is a list, over all its lines. */
export function listOf(head: HttpHead, name: string): string[] {
  const elements = (head.fields.get(name) ?? []).flatMap((value) => value.split(','));
  return elements.map((element) => element.trim()).filter((element) => element !== '');
}
