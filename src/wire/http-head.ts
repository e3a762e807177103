// The head of an HTTP/1.1 request or response, as far as WebSocket needs it: a first line and header fields up to an
// empty line. Strict where two readers could disagree: no lone CR or LF, no folded lines, no space before a colon.
// Bounded: a head that is too long is rejected before more of it is buffered.

/** Browsers and proxies send 1 to 2 KiB, cookies included. */
export const HTTP_HEAD_BYTES_MAX = 8 * 1024;
/** Browsers send about 15 fields, and each proxy adds some. */
export const HTTP_FIELDS_MAX = 64;

const HEAD_END = '\r\n\r\n';
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Visible characters, spaces and tabs; bytes from 0x80 up are accepted and not interpreted. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

export interface HttpHead {
  readonly firstLine: string;
  /** Values in their order, by the field's name in lower case. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** Looks for the end of a head that arrives in pieces; it reads each byte once or twice. */
export class HttpHeadFinder {
  #scannedBytes = 0;

  /**
   * The count of bytes of the head in [start, end), its empty line included; 0 when the end has not come. Call again
   * from the same start.
   */
  find(bytes: Uint8Array, start: number, end: number): number {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, HTTP_HEAD_BYTES_MAX));
    const at = text.indexOf(HEAD_END, Math.max(0, this.#scannedBytes - HEAD_END.length), 'latin1');
    this.#scannedBytes = text.length;
    return at < 0 ? 0 : at + HEAD_END.length;
  }

  /** Whether the head exceeds its bound. */
  get isTooLong(): boolean {
    return this.#scannedBytes >= HTTP_HEAD_BYTES_MAX;
  }
}

export type HttpHeadFault = 'malformed' | 'too-many-fields';

/** The head in `bytes`, its empty line included, or why it is rejected. */
export function readHttpHead(bytes: Uint8Array): HttpHead | HttpHeadFault {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const [firstLine = '', ...lines] = text.slice(0, -HEAD_END.length).split('\r\n');
  if (lines.length > HTTP_FIELDS_MAX) return 'too-many-fields';
  if (!FIELD_VALUE.test(firstLine)) return 'malformed';
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1);
    if (!isToken(name) || !FIELD_VALUE.test(value)) return 'malformed';
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value.trim()]);
    else values.push(value.trim());
  }
  return { firstLine, fields };
}

/** Whether `text` is a token of HTTP: a field's name, a subprotocol. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** The value of a field that occurs once; null when it is absent or occurs more than once. */
export function onlyValue(head: HttpHead, name: string): string | null {
  const values = head.fields.get(name);
  return values?.length === 1 ? (values[0] ?? null) : null;
}

/** The elements of a list field, over all its lines. */
export function listOf(head: HttpHead, name: string): string[] {
  const elements = (head.fields.get(name) ?? []).flatMap((value) => value.split(','));
  return elements.map((element) => element.trim()).filter((element) => element !== '');
}
