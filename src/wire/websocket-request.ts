// The client's side of WebSocket's opening (RFC 6455, 4.1): the request, and the check of the response.
import type { Random } from '../base/index.ts';
import { HttpHeadFinder, listOf, onlyValue, readHttpHead } from './http-head.ts';
import { acceptOf, UpgradeResult } from './websocket-upgrade.ts';

export interface UpgradeTarget {
  /** As in a URL: a name or address, with the port unless it is the default. */
  readonly host: string;
  /** From the slash on, with the query. */
  readonly path: string;
  /** The subprotocol that the client offers. */
  readonly protocol?: string;
}

const KEY_BYTES = 16;
const STATUS_LINE = /^HTTP\/1\.1 101( |$)/;

/**
 * One request and the reader of its response. While the answer is `needMore`, call `scan` with all unconsumed bytes.
 */
export class UpgradeRequest {
  readonly bytes: Uint8Array;
  /** The length of the response; frames follow. */
  consumed = 0;
  readonly #key: string;
  readonly #protocol: string | null;
  readonly #finder = new HttpHeadFinder();

  constructor(target: UpgradeTarget, random: Random) {
    this.#protocol = target.protocol ?? null;
    this.#key = Buffer.from(random.bytes(KEY_BYTES)).toString('base64');
    const lines = [
      `GET ${target.path} HTTP/1.1`,
      `Host: ${target.host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${this.#key}`,
      'Sec-WebSocket-Version: 13',
      ...(this.#protocol === null ? [] : [`Sec-WebSocket-Protocol: ${this.#protocol}`]),
    ];
    this.bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  }

  scan(bytes: Uint8Array, start: number, end: number): UpgradeResult {
    const headBytes = this.#finder.find(bytes, start, end);
    if (headBytes === 0) return this.#finder.isTooLong ? UpgradeResult.refused : UpgradeResult.needMore;
    const head = readHttpHead(bytes.subarray(start, start + headBytes));
    if (typeof head === 'string' || !STATUS_LINE.test(head.firstLine)) return UpgradeResult.refused;
    const isOurs =
      onlyValue(head, 'sec-websocket-accept') === acceptOf(this.#key) &&
      onlyValue(head, 'upgrade')?.toLowerCase() === 'websocket' &&
      listOf(head, 'connection').some((word) => word.toLowerCase() === 'upgrade') &&
      // The client offered no extension. A server that chooses no subprotocol is one that does not know the client's.
      !head.fields.has('sec-websocket-extensions') &&
      (!head.fields.has('sec-websocket-protocol') || onlyValue(head, 'sec-websocket-protocol') === this.#protocol);
    if (!isOurs) return UpgradeResult.refused;
    this.consumed = headBytes;
    return UpgradeResult.upgraded;
  }
}
