// The server's side of WebSocket's opening (RFC 6455, 4.2): reads an HTTP request, checks it and builds the response.
// Pure: the response is bytes for the caller to send. Other parts of the request (path, cookies, forwarded addresses)
// are ignored.
import { createHash } from 'node:crypto';
import { type HttpHead, HttpHeadFinder, listOf, onlyValue, readHttpHead } from './http-head.ts';

export interface UpgradeRules {
  /** Origins of web pages that may connect, such as `https://game.example.org`, in lower case; `*` for any. */
  readonly origins: readonly string[];
  /** Whether pages served by the player's own machine may connect, whatever their port. */
  readonly isLocalOriginAllowed?: boolean;
  /** Whether a client without an origin is rejected: every browser sends one. */
  readonly isOriginNeeded?: boolean;
  /** The subprotocol that is chosen when a client offers it. */
  readonly protocol?: string;
}

/** Why a request is refused. */
export type UpgradeRefusal =
  /** A request for something other than WebSocket. */
  | 'http'
  /** A request that violates HTTP or WebSocket. */
  | 'upgrade-malformed'
  | 'upgrade-too-long'
  | 'websocket-version'
  | 'origin';

export const UpgradeResult = {
  needMore: 0,
  /** `consumed` bytes were the request; send `answer`, and frames follow. */
  upgraded: 1,
  /** `refusal` says why; send `answer`, and close. */
  refused: 2,
} as const;
export type UpgradeResult = (typeof UpgradeResult)[keyof typeof UpgradeResult];

/** Hashed with the client's key to prove that the server read this request as WebSocket (RFC 6455, 1.3). */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const VERSION = '13';
/** 16 bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
const REQUEST_LINE = /^GET [\x21-\x7e]+ HTTP\/1\.1$/;
const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

const REFUSALS: Readonly<Record<UpgradeRefusal, { readonly status: string; readonly words: string }>> = {
  http: {
    status: '426 Upgrade Required',
    words: 'This port speaks a game protocol. Connect with a game client or a WebSocket.',
  },
  'upgrade-malformed': { status: '400 Bad Request', words: 'This is not a valid WebSocket request.' },
  'upgrade-too-long': {
    status: '431 Request Header Fields Too Large',
    words: 'The request is too long: at most 8 KiB and 64 header fields are read.',
  },
  'websocket-version': { status: '426 Upgrade Required', words: 'This server supports WebSocket version 13 only.' },
  origin: {
    status: '403 Forbidden',
    words: 'Pages of this origin may not connect. Its operator can add it to the setting gate.websocket.origins.',
  },
};

/** Reads the request of one connection. While the answer is `needMore`, call `scan` with all unconsumed bytes. */
export class UpgradeReader {
  consumed = 0;
  answer: Uint8Array = new Uint8Array(0);
  /** Set with `refused`. */
  refusal: UpgradeRefusal | null = null;
  readonly #rules: UpgradeRules;
  readonly #finder = new HttpHeadFinder();

  constructor(rules: UpgradeRules) {
    this.#rules = rules;
  }

  scan(bytes: Uint8Array, start: number, end: number): UpgradeResult {
    const headBytes = this.#finder.find(bytes, start, end);
    if (headBytes === 0) return this.#finder.isTooLong ? this.#refuse('upgrade-too-long') : UpgradeResult.needMore;
    const head = readHttpHead(bytes.subarray(start, start + headBytes));
    if (head === null) return this.#refuse('upgrade-malformed');
    const refusal = judge(head, this.#rules);
    if (refusal !== null) return this.#refuse(refusal);
    this.consumed = headBytes;
    this.answer = acceptance(head, this.#rules);
    return UpgradeResult.upgraded;
  }

  #refuse(refusal: UpgradeRefusal): UpgradeResult {
    this.refusal = refusal;
    this.answer = refusalAnswer(refusal);
    return UpgradeResult.refused;
  }
}

/** The value with which a server accepts a client's key. */
export function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + ACCEPT_GUID)
    .digest('base64');
}

function judge(head: HttpHead, rules: UpgradeRules): UpgradeRefusal | null {
  if (!REQUEST_LINE.test(head.firstLine) || onlyValue(head, 'host') === null) return 'upgrade-malformed';
  // A body would come where frames are expected.
  if (
    head.fields.has('transfer-encoding') ||
    head.fields.get('content-length')?.some((value) => value !== '0') === true
  ) {
    return 'upgrade-malformed';
  }
  const isUpgrade = has(listOf(head, 'upgrade'), 'websocket') && has(listOf(head, 'connection'), 'upgrade');
  if (!isUpgrade) return head.fields.has('sec-websocket-key') ? 'upgrade-malformed' : 'http';
  if (onlyValue(head, 'sec-websocket-version') !== VERSION) return 'websocket-version';
  if (!KEY.test(onlyValue(head, 'sec-websocket-key') ?? '')) return 'upgrade-malformed';
  return isOriginAllowed(head, rules) ? null : 'origin';
}

function isOriginAllowed(head: HttpHead, rules: UpgradeRules): boolean {
  if (!head.fields.has('origin')) return !rules.isOriginNeeded;
  const origin = onlyValue(head, 'origin')?.toLowerCase() ?? '';
  if (rules.origins.includes('*')) return true;
  return rules.origins.includes(origin) || (rules.isLocalOriginAllowed === true && LOCAL_ORIGIN.test(origin));
}

function has(words: readonly string[], wanted: string): boolean {
  return words.some((word) => word.toLowerCase() === wanted);
}

function acceptance(head: HttpHead, { protocol }: UpgradeRules): Uint8Array {
  const isProtocolOffered = protocol !== undefined && listOf(head, 'sec-websocket-protocol').includes(protocol);
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptOf(onlyValue(head, 'sec-websocket-key') ?? '')}`,
    ...(isProtocolOffered ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function refusalAnswer(refusal: UpgradeRefusal): Uint8Array {
  const { status, words } = REFUSALS[refusal];
  const upgrade = status.startsWith('426') ? ['Upgrade: websocket', `Sec-WebSocket-Version: ${VERSION}`] : [];
  const lines = [
    `HTTP/1.1 ${status}`,
    upgrade.length > 0 ? 'Connection: Upgrade, close' : 'Connection: close',
    ...upgrade,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${words.length + 1}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${words}\n`, 'latin1');
}
