// What a game server (M2Server) and DBSrv send each other: `#QUERY/…!`, where a query's answer has the query's number. Between the divider and the end are
// the code of a message and six characters more that check the number and the length.
//
//   #7/<16 characters of header><code of the body><6 characters>!
import type { Framing } from '../../wire/index.ts';
import type { CodeFault, MirCodec } from './codec.ts';
import { createEnclosedFraming } from './framing-enclosed.ts';
import { DB_FRAME_BYTES_MAX } from './limits.ts';
import { decodeMessage, encodeMessage, HEADER_CODE, type MirMessage } from './message.ts';

const SLASH = 0x2f;
/** Four bytes as characters: the number exclusive-or 170, and the length of all after the divider, both uint16. */
const CHECK_CODE = 6;
const CHECK_MASK = 170;
const QUERY = /^\d{1,10}$/;
const QUERY_DIGITS_MAX = 10;
const QUERY_MAX = 2 ** 31 - 1;

export interface DbFrame {
  readonly kind: 'frame';
  readonly query: number;
  readonly message: Required<MirMessage>;
  /** The blocks of the body, still encoded, with `/` between them. */
  readonly body: Uint8Array;
}

export type DbFrameFault = 'query-malformed' | 'frame-too-long' | 'header-cut-short' | 'check-wrong' | CodeFault;
export interface DbFrameMalformed {
  readonly kind: 'malformed';
  readonly reason: DbFrameFault;
  /** The number of the query, to answer that it failed; null when it cannot be read. */
  readonly query: number | null;
}

export function createDbFraming(): Framing {
  return createEnclosedFraming({ name: 'mir-db', first: '#', last: '!', frameBytesMax: DB_FRAME_BYTES_MAX });
}

/** The whole frame, its signs included. Blocks are encoded separately. Throws `MirError` (`value-out-of-range`). */
export function encodeDbFrame(
  codec: MirCodec,
  query: number,
  { message, blocks = [] }: { readonly message: MirMessage; readonly blocks?: readonly Uint8Array[] },
): Uint8Array {
  const parts: Uint8Array[] = [encodeMessage(codec, message)];
  for (const [index, block] of blocks.entries()) {
    if (index > 0) parts.push(Uint8Array.of(SLASH));
    parts.push(codec.encode(block));
  }
  const length = parts.reduce((sum, part) => sum + part.length, CHECK_CODE);
  const check = codec.encode(checkOf(query, length));
  return Buffer.concat([Buffer.from(`#${query}/`, 'latin1'), ...parts, check, Buffer.from('!', 'latin1')]);
}

/** The payload of a frame. */
export function decodeDbFrame(codec: MirCodec, payload: Uint8Array): DbFrame | DbFrameMalformed {
  const slash = payload.subarray(0, QUERY_DIGITS_MAX + 1).indexOf(SLASH);
  const digits = Buffer.from(payload.subarray(0, Math.max(slash, 0))).toString('latin1');
  const query = QUERY.test(digits) && Number(digits) <= QUERY_MAX ? Number(digits) : null;
  if (query === null) return malformed('query-malformed', null);
  if (payload.length > DB_FRAME_BYTES_MAX - 2) return malformed('frame-too-long', query);
  const code = payload.subarray(slash + 1);
  if (code.length < HEADER_CODE + CHECK_CODE) return malformed('header-cut-short', query);
  const check = codec.decode(code.subarray(code.length - CHECK_CODE));
  if (check.kind === 'malformed') return malformed(check.reason, query);
  if (Buffer.compare(check.bytes, checkOf(query, code.length)) !== 0) return malformed('check-wrong', query);
  const decoded = decodeMessage(codec, code.subarray(0, code.length - CHECK_CODE));
  if (decoded.kind === 'malformed') return malformed(decoded.reason, query);
  return { kind: 'frame', query, message: decoded.message, body: decoded.body };
}

/** The decoded blocks of a body; null when one of them is no code. */
export function decodeDbBlocks(codec: MirCodec, body: Uint8Array): readonly Uint8Array[] | null {
  const blocks: Uint8Array[] = [];
  for (let start = 0; start <= body.length; ) {
    const found = body.indexOf(SLASH, start);
    const end = found < 0 ? body.length : found;
    const block = codec.decode(body.subarray(start, end));
    if (block.kind === 'malformed') return null;
    blocks.push(block.bytes);
    start = end + 1;
  }
  return blocks;
}

function checkOf(query: number, length: number): Uint8Array {
  const check = new Uint8Array(4);
  const view = new DataView(check.buffer);
  view.setUint16(0, (query ^ CHECK_MASK) & 0xffff, true);
  view.setUint16(2, length & 0xffff, true);
  return check;
}

function malformed(reason: DbFrameFault, query: number | null): DbFrameMalformed {
  return { kind: 'malformed', reason, query };
}
