// A line as a row: of a box, a history, or the loudspeaker's queue. Tables add their key, and what else they keep of a line.
import { bigint, bytes, integer, text } from '../../store/index.ts';
import type { ChatS2c } from './chat.messages.ts';
import { chatLine } from './chat-line.ts';
import { packDetails, unpackDetails } from './details-pack.ts';

export const lineColumns = {
  id: integer(),
  type: integer(),
  serverId: integer(),
  fromId: bigint(),
  fromName: text(),
  text: text(),
  details: bytes(),
  identity: integer(),
  reptype: integer(),
};

export interface LineRow {
  readonly id: number;
  readonly type: number;
  readonly serverId: number;
  readonly fromId: bigint;
  readonly fromName: string;
  readonly text: string;
  readonly details: Uint8Array;
  readonly identity: number;
  readonly reptype: number;
}

/** The row that follows `rows`, which are in the order of their ids. */
export function nextRow(rows: readonly LineRow[], line: ChatS2c): LineRow {
  return {
    id: (rows.at(-1)?.id ?? 0) + 1,
    type: line.type,
    serverId: line.serverid,
    fromId: line.desroleid,
    fromName: line.desrolename,
    text: line.msginfo,
    details: packDetails(line.details),
    identity: line.identity,
    reptype: line.reptype,
  };
}

export function lineOf({ type, serverId, fromId, fromName, text: said, details, identity, reptype }: LineRow): ChatS2c {
  const speaker = { id: fromId, name: fromName, serverId };
  return chatLine({ type, text: said, speaker, details: unpackDetails(details), identity, reptype });
}
