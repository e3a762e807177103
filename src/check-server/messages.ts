// The messages that the checker speaks: ids and fields, as the document lists them.
import type { FieldType } from './layouts.ts';

export interface CheckMessage {
  readonly id: number;
  readonly fields: readonly FieldType[];
}

const TEXTS_8: readonly FieldType[] = Array.from({ length: 8 }, () => 'text');

export const MESSAGE = {
  signIn: { id: 410, fields: [...TEXTS_8, 'i32', 'text', 'text', 'text', 'text', 'text'] },
  signInFailed: { id: 411, fields: ['i32'] },
  roleList: { id: 5, fields: [['i64', 'text', 'i32', 'i32', 'i32', 'i32']] },
  offeredName: { id: 1120, fields: ['text', 'text'] },
  createRole: { id: 400, fields: ['text', 'i32', 'i32'] },
  created: { id: 401, fields: ['i64'] },
  selectRole: { id: 10, fields: ['i64', 'i32'] },
  skills: { id: 71, fields: [] },
  things: { id: 353, fields: [] },
  place: { id: 14, fields: ['i32', 'i32', 'i32', 'i32'] },
  mapLoaded: { id: 13, fields: [] },
  move: { id: 25, fields: ['u32', 'i32', 'i32', ['i32', 'i32']] },
  otherMove: { id: 27, fields: ['i64', 'u32', 'i32', 'i32', ['i32', 'i32']] },
  beat: { id: 26, fields: ['i32'] },
  queryTime: { id: 740, fields: [] },
  time: { id: 741, fields: ['u32'] },
  close: { id: 60001, fields: ['i32', 'text'] },
  enable: { id: 60100, fields: ['u8'] },
  enabled: { id: 60101, fields: ['u8', 'bytes', 'u32', 'u32', 'u32', 'u16', 'u32', 'u16'] },
  resume: { id: 60102, fields: ['u8', 'bytes', 'u32', 'u32', 'u16'] },
  resumed: { id: 60103, fields: ['bytes', 'u32', 'u32', 'u32'] },
  resynced: { id: 60104, fields: ['bytes', 'u32', 'u32', 'u8'] },
  refused: { id: 60105, fields: ['u8', 'bool', 'u32', 'u32'] },
  clientAck: { id: 60106, fields: ['u32'] },
  ack: { id: 60107, fields: ['u32'] },
  ping: { id: 60108, fields: ['u32'] },
  clientPing: { id: 60109, fields: ['u32'] },
  leave: { id: 60110, fields: [] },
  udpAsk: { id: 60112, fields: [] },
  udpOffer: { id: 60113, fields: ['u32', 'bytes', 'text', 'u16'] },
  udpState: { id: 60114, fields: ['u32', 'bool', 'u32'] },
  waitingEnable: { id: 60115, fields: ['u8', 'bytes'] },
  waiting: { id: 60116, fields: ['u8', 'u32', 'u32', 'u32', 'bytes'] },
  waitingEnd: { id: 60117, fields: ['u8', 'u32'] },
  door: { id: 60119, fields: ['u8', 'u32', 'u32', 'text'] },
} as const satisfies Record<string, CheckMessage>;

const FIRST_LINK_ID = 60_100;
const LAST_LINK_ID = 60_119;

export function idOf(packet: Uint8Array): number {
  return ((packet[0] ?? 0) << 8) | (packet[1] ?? 0);
}

export function isLinkId(id: number): boolean {
  return id >= FIRST_LINK_ID && id <= LAST_LINK_ID;
}

/** Whether packets of the id are counted. */
export function isCounted(id: number): boolean {
  return !isLinkId(id) && id !== MESSAGE.close.id;
}
