// Messages of the session bus: `ident/field/…` between the signs of `framing-bus.ts`. The same number has different meanings in different families, so both ends must
// use the same dialect. Known fields are checked here, and fields after them are ignored, as the originals do: some families send more. A message that
// is malformed gives a reason and never throws.
import { assert } from '../../base/index.ts';
import {
  BUS_TEXT_BYTES_MAX,
  BUS_TEXT_REFUSED,
  type DialectName,
  decodeText,
  encodeText,
  isBusText,
  type TextEncoding,
} from '../names/index.ts';
import { BUS_MESSAGE_BYTES_MAX } from './limits.ts';

/** A player's session, as both ends know it. */
export interface SessionKey {
  readonly account: string;
  readonly session: number;
}

/** How a session is paid for: 5 means not at all, and is all that we say. */
export const PAY_MODE_FREE = 5;
/** The index that a DBSrv gives: it wants every session of its server. */
export const DBSRV_INDEX = 99;
/** A session begins here: game servers refuse ids below. */
export const SESSION_MIN = 2;

export type BusMessage =
  /** LoginSrv: this account has chosen the server and comes with this session. */
  | (SessionKey & {
      readonly kind: 'open';
      readonly payCost: number;
      readonly payMode: number;
      readonly address: string;
    })
  /** LoginSrv: the session has ended. */
  | (SessionKey & { readonly kind: 'close' })
  /** LoginSrv: the player of the session is to be closed. */
  | (SessionKey & { readonly kind: 'kick' })
  /** A server: the player of this session has left. */
  | (SessionKey & { readonly kind: 'softOut' })
  /** A server, every few seconds: which one it is, and how many players it has. */
  | { readonly kind: 'serverInfo'; readonly serverName: string; readonly index: number; readonly online: number }
  /** LoginSrv, in answer to that: how many play on all servers. */
  | { readonly kind: 'keepalive'; readonly online: number }
  /** A message between game servers; its fields are theirs. */
  | { readonly kind: 'relay'; readonly text: string }
  /** Known, and without meaning here: a server's load, an account's paid time. */
  | { readonly kind: 'load' }
  | { readonly kind: 'cost' };
export type BusKind = BusMessage['kind'];

export type BusFault =
  | 'ident-unknown'
  | 'message-too-long'
  | 'fields-missing'
  | 'number-malformed'
  | 'session-malformed'
  | 'text-malformed';

export type BusDecoded = BusMessage | { readonly kind: 'malformed'; readonly reason: BusFault };

/** The numbers of one family. */
type BusIdents = Readonly<Record<BusKind, number>>;

const CLASSIC: BusIdents = {
  open: 100,
  close: 101,
  softOut: 102,
  serverInfo: 103,
  keepalive: 104,
  kick: 111,
  load: 113,
  cost: 30_002,
  relay: 199,
};

const IDENTS_OF: Readonly<Record<DialectName, BusIdents>> = {
  DM: CLASSIC,
  CPP: CLASSIC,
  PL: {
    open: 1_000,
    close: 1_010,
    softOut: 1_020,
    serverInfo: 1_030,
    keepalive: 1_040,
    kick: 1_110,
    load: 1_130,
    cost: 103,
    relay: 1_007,
  },
  K98: {
    open: 1_000,
    close: 1_001,
    softOut: 1_002,
    serverInfo: 1_003,
    keepalive: 1_004,
    kick: 1_006,
    load: 1_007,
    cost: 3_333,
    relay: 1_008,
  },
};

const INT32_MAX = 2 ** 31 - 1;
const NUMBER = /^\d{1,10}$/;
/** Signs of the bus and control characters, but for the divider. */
const RELAY_REFUSED = /[()\p{Cc}]/u;
/** Names of hosts and addresses, and nothing else. */
const ADDRESS = /^[0-9A-Za-z.:_-]{1,64}$/;

/** What one dialect says, in one code page. */
export class BusCodec {
  readonly #idents: BusIdents;
  readonly #kinds: ReadonlyMap<number, BusKind>;
  readonly #encoding: TextEncoding;

  constructor(dialect: DialectName, encoding: TextEncoding = 'gbk') {
    this.#idents = IDENTS_OF[dialect];
    // The table has a number for each kind and no others.
    this.#kinds = new Map(Object.entries(this.#idents).map(([kind, ident]) => [ident, kind as BusKind]));
    this.#encoding = encoding;
  }

  /** The whole message, its signs included. Texts are ones that were checked: `isBusText`. */
  encode(message: BusMessage): Uint8Array {
    // The table has the fields of each kind.
    const values = message as unknown as Readonly<Record<string, string | number>>;
    const fields = FIELDS[message.kind].map(([name]) => values[name] ?? '');
    assert(
      message.kind === 'relay' || fields.every((field) => isBusText(String(field), this.#encoding)),
      'what is said on the bus holds no sign of it',
    );
    return encodeText(`(${[this.#idents[message.kind], ...fields].join('/')})`, this.#encoding);
  }

  /** The payload of one frame, [start, end). */
  decode(bytes: Uint8Array, start: number, end: number): BusDecoded {
    if (end - start > BUS_MESSAGE_BYTES_MAX - 2) return malformed('message-too-long');
    const text = decodeText(bytes.subarray(start, end), this.#encoding);
    if (text === null) return malformed('text-malformed');
    const [ident = '', ...fields] = text.split('/');
    const kind = NUMBER.test(ident) ? this.#kinds.get(Number(ident)) : undefined;
    if (kind === undefined) return malformed('ident-unknown');
    return read(kind, fields);
  }
}

/** The field of each kind in order, with its form. A relay and messages without a meaning are read separately. */
const KEY = [
  ['account', 'text'],
  ['session', 'session'],
] as const;
const FIELDS: Readonly<Record<BusKind, readonly (readonly [name: string, form: keyof typeof FORMS])[]>> = {
  open: [...KEY, ['payCost', 'number'], ['payMode', 'number'], ['address', 'address']],
  close: KEY,
  kick: KEY,
  softOut: KEY,
  serverInfo: [
    ['serverName', 'text'],
    ['index', 'number'],
    ['online', 'number'],
  ],
  keepalive: [['online', 'number']],
  relay: [['text', 'text']],
  load: [],
  cost: [],
};

/** Each reads a field, or gives what is wrong with it. */
const FORMS = {
  text: (text: string) => (isText(text) ? { value: text } : 'text-malformed'),
  address: (text: string) => (ADDRESS.test(text) ? { value: text } : 'text-malformed'),
  number: (text: string) => valueOr(numberOf(text), 'number-malformed'),
  session: (text: string) => valueOr(numberOf(text), 'session-malformed', SESSION_MIN),
} as const satisfies Record<string, (text: string) => { readonly value: string | number } | BusFault>;

function valueOr(value: number | null, fault: BusFault, min = 0): { readonly value: number } | BusFault {
  return value === null || value < min ? fault : { value };
}

function read(kind: BusKind, fields: readonly string[]): BusDecoded {
  if (kind === 'relay') {
    const text = fields.join('/');
    return RELAY_REFUSED.test(text) ? malformed('text-malformed') : { kind, text };
  }
  // The one number of a keepalive may be missing: then it is malformed.
  if (fields.length < FIELDS[kind].length && kind !== 'keepalive') return malformed('fields-missing');
  const message: Record<string, string | number> = { kind };
  for (const [index, [name, form]] of FIELDS[kind].entries()) {
    const found = FORMS[form](fields[index] ?? '');
    if (typeof found === 'string') return malformed(found);
    message[name] = found.value;
  }
  // The table has the fields of each kind.
  return message as unknown as BusMessage;
}

function numberOf(text: string): number | null {
  const value = NUMBER.test(text) ? Number(text) : null;
  return value !== null && value <= INT32_MAX ? value : null;
}

function isText(text: string): boolean {
  return text !== '' && text.length <= BUS_TEXT_BYTES_MAX && !BUS_TEXT_REFUSED.test(text);
}

function malformed(reason: BusFault): BusDecoded {
  return { kind: 'malformed', reason };
}
