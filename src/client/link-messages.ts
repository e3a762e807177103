// The messages about the links of a session (60100 to 60119). They are never counted, and a client that resumes handles them
// itself; `close_s2c` is not counted either.
import {
  AckC2s,
  AckS2c,
  CloseS2c,
  LeaveC2s,
  PingC2s,
  PingS2c,
  ReconnectS2c,
  ResumeC2s,
  ResumedS2c,
  ResumeEnableC2s,
  ResumeEnabledS2c,
  ResumeRefusedS2c,
  ResyncedS2c,
  UdpOfferS2c,
  UdpState,
  WaitingEnableC2s,
  WaitingEndS2c,
  WaitingLeaveC2s,
  WaitingS2c,
} from '../gate/gate.messages.ts';
import { createRegistry, decode, type Layout, type Malformed } from '../wire/plain.ts';

const FIRST_ID = 60_100;
const LAST_ID = 60_119;
/** From this one on they are about waiting and the door: an application may take them. */
const WAITING_FIRST_ID = 60_115;

/** What a server says about links. */
export type LinkWord =
  | { readonly kind: 'enabled'; readonly value: ResumeEnabledS2c }
  | { readonly kind: 'resumed'; readonly value: ResumedS2c }
  | { readonly kind: 'resynced'; readonly value: ResyncedS2c }
  | { readonly kind: 'refused'; readonly value: ResumeRefusedS2c }
  | { readonly kind: 'ack'; readonly value: AckS2c }
  | { readonly kind: 'ping'; readonly value: PingS2c }
  | { readonly kind: 'reconnect'; readonly value: ReconnectS2c }
  | { readonly kind: 'datagramOffer'; readonly value: UdpOfferS2c }
  | { readonly kind: 'datagramState'; readonly value: UdpState }
  | { readonly kind: 'waits'; readonly value: WaitingS2c }
  | { readonly kind: 'waited'; readonly value: WaitingEndS2c }
  | { readonly kind: 'other' };

const KINDS: ReadonlyMap<number, Exclude<LinkWord['kind'], 'other'>> = new Map([
  [ResumeEnabledS2c.id, 'enabled'],
  [ResumedS2c.id, 'resumed'],
  [ResyncedS2c.id, 'resynced'],
  [ResumeRefusedS2c.id, 'refused'],
  [AckS2c.id, 'ack'],
  [PingS2c.id, 'ping'],
  [ReconnectS2c.id, 'reconnect'],
  [UdpOfferS2c.id, 'datagramOffer'],
  [UdpState.id, 'datagramState'],
  [WaitingS2c.id, 'waits'],
  [WaitingEndS2c.id, 'waited'],
]);

const REGISTRY = createRegistry([
  ...[ResumeEnableC2s, ResumeEnabledS2c, ResumeC2s, ResumedS2c, ResyncedS2c, ResumeRefusedS2c],
  ...[AckC2s, AckS2c, PingS2c, PingC2s, LeaveC2s, ReconnectS2c],
  ...[UdpOfferS2c, UdpState],
  ...[WaitingEnableC2s, WaitingS2c, WaitingEndS2c, WaitingLeaveC2s],
]);

/** The message id of a packet; -1 for one that is too short. */
export function packetIdOf(bytes: Uint8Array, start: number, end: number): number {
  return end - start < 2 ? -1 : ((bytes[start] as number) << 8) | (bytes[start + 1] as number);
}

export function isLinkId(id: number): boolean {
  return id >= FIRST_ID && id <= LAST_ID;
}

export function isDatagramId(id: number): boolean {
  return id === UdpOfferS2c.id || id === UdpState.id;
}

export function isWaitingId(id: number): boolean {
  return id >= WAITING_FIRST_ID && id <= LAST_ID;
}

/** Whether packets with this id have numbers. */
export function isCounted(id: number): boolean {
  return id !== CloseS2c.id && !isLinkId(id);
}

/** What the packet says; the fault when it cannot be read. */
export function readLinkWord(
  layout: Layout,
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
): LinkWord | Malformed {
  const result = decode(REGISTRY, { layout, bytes, start, end });
  if (result.kind === 'malformed') return result.rule === 'unknown-message' ? { kind: 'other' } : result;
  const kind = KINDS.get(result.type.id);
  // The table pairs each kind with the type of its value.
  return kind === undefined ? { kind: 'other' } : ({ kind, value: result.value } as LinkWord);
}
