// The server's side of WebSocket's opening (RFC 6455, 4.2): reads an HTTP request, checks it and builds the response.
// Pure: the response is bytes for the caller to send. Other parts of the request (path, cookies) are ignored, and the address
// that a proxy states is read only when the caller trusts the sender.
import { createHash } from 'node:crypto';
import { type ForwardedRules, forwardedAddress } from './forwarded.ts';
import { type HttpHead, HttpHeadFinder, isToken, listOf, onlyValue, readHttpHead } from './http-head.ts';
import { FORWARDED_FIELDS } from './names/index.ts';

export interface UpgradeRules {
  /** Origins of web pages that may connect, such as `https://game.example.org`, in lower case; `*` for any. */
  readonly origins: readonly string[];
  /** Whether pages served by the player's own machine may connect, whatever their port. */
  readonly isLocalOriginAllowed?: boolean;
  /** Whether a client without an origin is rejected: every browser sends one. */
  readonly isOriginNeeded?: boolean;
  /** Subprotocols that mean something to the owner: the first of them that the client offers is chosen. */
  readonly known?: readonly string[];
  /** The only other subprotocol that is chosen. When left out, the first that the client offers. */
  readonly protocol?: string;
}

/** Why a request is refused. */
export type UpgradeRefusal =
  /** A request for something other than WebSocket. */
  | 'http'
  /** A request for WebSocket that lacks header fields, such as one from a proxy that drops them. */
  | 'upgrade-incomplete'
  /** A request that violates HTTP or WebSocket. */
  | 'upgrade-malformed'
  | 'upgrade-too-long'
  | 'websocket-version'
  | 'origin'
  /** A request from a trusted proxy that does not state the client's address, or states several. */
  | 'forwarded-missing';

/** A problem that the operator can solve: for the log. */
export interface UpgradeProblem {
  /** What happened and what to do. It is the same text for each client. */
  readonly text: string;
  readonly fields: Readonly<Record<string, string>>;
}

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
const REQUEST_LINE = /^GET [\x21-\x7e]+ HTTP\/1\.([01])$/;
/** Origins and subprotocols in the log are cut to this: the client chooses them. */
const LOGGED_LENGTH_MAX = 200;
/** The commonest mistake in front of a gate. */
const PROXY_ADVICE =
  'A proxy must pass them on; nginx needs "proxy_http_version 1.1", "proxy_set_header Upgrade $http_upgrade" and ' +
  '"proxy_set_header Connection upgrade".';
const FORWARDED_ADVICE =
  'Let the proxy state it: nginx needs "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for". If it sets another of ' +
  'X-Forwarded-For, X-Real-IP and Forwarded, name that one in gate.proxy.header.';
const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

const REFUSALS: Readonly<Record<UpgradeRefusal, { readonly status: string; readonly words: string }>> = {
  http: {
    status: '426 Upgrade Required',
    words: 'This port speaks a game protocol. Connect with a game client or a WebSocket.',
  },
  'upgrade-incomplete': { status: '426 Upgrade Required', words: 'This WebSocket request is incomplete.' },
  'upgrade-malformed': { status: '400 Bad Request', words: 'This is not a valid WebSocket request.' },
  'upgrade-too-long': {
    status: '431 Request Header Fields Too Large',
    words: 'The request is too long: at most 8 KiB and 64 header fields are accepted.',
  },
  'websocket-version': { status: '426 Upgrade Required', words: 'This server supports WebSocket version 13 only.' },
  origin: {
    status: '403 Forbidden',
    words: 'Pages of this origin may not connect. Its operator can add it to the setting gate.websocket.origins.',
  },
  'forwarded-missing': {
    status: '400 Bad Request',
    words: "The proxy in front of this server does not state the client's address.",
  },
};

/** Reads the request of one connection. While the answer is `needMore`, call `scan` with all unconsumed bytes. */
export class UpgradeReader {
  consumed = 0;
  answer: Uint8Array = new Uint8Array(0);
  /** Set with `refused`. */
  refusal: UpgradeRefusal | null = null;
  /** May be set with `upgraded` too. */
  problem: UpgradeProblem | null = null;
  /** The client's address as the proxy states it; null without `forwarded`. */
  source: string | null = null;
  /** The subprotocol that was chosen, set with `upgraded`; null when there is none. */
  protocol: string | null = null;
  readonly #rules: UpgradeRules;
  readonly #forwarded: ForwardedRules | null;
  readonly #finder = new HttpHeadFinder();

  /** With `forwarded` the sender is a trusted proxy, and its request must state the client's address. */
  constructor(rules: UpgradeRules, forwarded: ForwardedRules | null = null) {
    this.#rules = rules;
    this.#forwarded = forwarded;
  }

  scan(bytes: Uint8Array, start: number, end: number): UpgradeResult {
    const headBytes = this.#finder.find(bytes, start, end);
    if (headBytes === 0) return this.#finder.isTooLong ? this.#refuse('upgrade-too-long') : UpgradeResult.needMore;
    const head = readHttpHead(bytes.subarray(start, start + headBytes));
    if (head === 'too-many-fields') return this.#refuse('upgrade-too-long');
    if (head === 'malformed') return this.#refuse('upgrade-malformed');
    if (this.#forwarded !== null) {
      this.source = forwardedAddress(head, this.#forwarded);
      if (this.source === null) return this.#refuseUnstated(head);
    }
    const missing = missingFrom(head);
    const refusal = judge(head, this.#rules, missing);
    this.problem = problemOf(head, this.#rules, { refusal, missing });
    if (refusal !== null) return this.#refuse(refusal, missing);
    this.consumed = headBytes;
    this.protocol = chosenProtocol(listOf(head, 'sec-websocket-protocol'), this.#rules);
    this.answer = acceptance(head, this.protocol);
    return UpgradeResult.upgraded;
  }

  #refuseUnstated(head: HttpHead): UpgradeResult {
    const text = `a proxy of gate.proxy.trusted sent a request without the client's address. ${FORWARDED_ADVICE}`;
    const stated = FORWARDED_FIELDS.map((field) => [field, cut(head.fields.get(field)?.join(', ') ?? '')] as const);
    this.problem = { text, fields: Object.fromEntries(stated.filter(([, value]) => value !== '')) };
    return this.#refuse('forwarded-missing');
  }

  #refuse(refusal: UpgradeRefusal, missing: readonly string[] = []): UpgradeResult {
    this.refusal = refusal;
    this.answer = refusalAnswer(refusal, missing);
    return UpgradeResult.refused;
  }
}

/** The value with which a server accepts a client's key. */
export function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + ACCEPT_GUID)
    .digest('base64');
}

/** What a request for WebSocket must have, as the client or a proxy would write it. */
function missingFrom(head: HttpHead): string[] {
  const missing: string[] = [];
  if (head.firstLine.endsWith('HTTP/1.0')) missing.push('HTTP/1.1');
  if (!has(listOf(head, 'upgrade'), 'websocket')) missing.push('Upgrade: websocket');
  if (!has(listOf(head, 'connection'), 'upgrade')) missing.push('Connection: Upgrade');
  if (!head.fields.has('sec-websocket-version')) missing.push(`Sec-WebSocket-Version: ${VERSION}`);
  if (!head.fields.has('sec-websocket-key')) missing.push('Sec-WebSocket-Key');
  return missing;
}

function judge(head: HttpHead, rules: UpgradeRules, missing: readonly string[]): UpgradeRefusal | null {
  if (!REQUEST_LINE.test(head.firstLine) || onlyValue(head, 'host') === null) return 'upgrade-malformed';
  // A body would come where frames are expected.
  if (
    head.fields.has('transfer-encoding') ||
    head.fields.get('content-length')?.some((value) => value !== '0') === true
  ) {
    return 'upgrade-malformed';
  }
  if (missing.length > 0) return isForWebSocket(head) ? 'upgrade-incomplete' : 'http';
  if (onlyValue(head, 'sec-websocket-version') !== VERSION) return 'websocket-version';
  if (!KEY.test(onlyValue(head, 'sec-websocket-key') ?? '')) return 'upgrade-malformed';
  return isOriginAllowed(head, rules) ? null : 'origin';
}

function isForWebSocket(head: HttpHead): boolean {
  return head.fields.has('sec-websocket-key') || has(listOf(head, 'upgrade'), 'websocket');
}

function problemOf(
  head: HttpHead,
  rules: UpgradeRules,
  { refusal, missing }: { readonly refusal: UpgradeRefusal | null; readonly missing: readonly string[] },
): UpgradeProblem | null {
  if (refusal === 'upgrade-incomplete') {
    return {
      text: `a WebSocket request lacks what it needs. ${PROXY_ADVICE}`,
      fields: { missing: missing.join(', ') },
    };
  }
  if (refusal === 'origin') {
    const origin = cut(head.fields.get('origin')?.join(', ') ?? 'none');
    return { text: 'a WebSocket client was refused by its origin: see gate.websocket.origins', fields: { origin } };
  }
  const offered = listOf(head, 'sec-websocket-protocol');
  if (refusal !== null || offered.length === 0 || chosenProtocol(offered, rules) !== null) return null;
  return {
    text:
      'a WebSocket client offers no subprotocol that this server accepts, so a browser ends the connection: correct the ' +
      'setting gate.websocket.protocol, or remove it to accept any',
    fields: { offered: cut(offered.join(', ')), accepted: rules.protocol ?? 'any' },
  };
}

function cut(text: string): string {
  return text.slice(0, LOGGED_LENGTH_MAX);
}

/** Browsers end a connection for which they offered subprotocols and the server chose none. */
function chosenProtocol(offered: readonly string[], { known = [], protocol }: UpgradeRules): string | null {
  const isChosen = (name: string): boolean => (protocol === undefined ? isToken(name) : name === protocol);
  return offered.find((name) => known.includes(name)) ?? offered.find(isChosen) ?? null;
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

function acceptance(head: HttpHead, protocol: string | null): Uint8Array {
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptOf(onlyValue(head, 'sec-websocket-key') ?? '')}`,
    ...(protocol === null ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function refusalAnswer(refusal: UpgradeRefusal, missing: readonly string[]): Uint8Array {
  const { status, words } = REFUSALS[refusal];
  const isIncomplete = refusal === 'upgrade-incomplete' || refusal === 'http';
  const lacking = isIncomplete && missing.length > 0 ? ` A WebSocket request needs: ${missing.join(', ')}.` : '';
  const body = `${words}${lacking}${refusal === 'upgrade-incomplete' ? ` ${PROXY_ADVICE}` : ''}\n`;
  const upgrade = status.startsWith('426') ? ['Upgrade: websocket', `Sec-WebSocket-Version: ${VERSION}`] : [];
  const lines = [
    `HTTP/1.1 ${status}`,
    upgrade.length > 0 ? 'Connection: Upgrade, close' : 'Connection: close',
    ...upgrade,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
}
