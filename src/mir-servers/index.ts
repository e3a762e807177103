// Door of the Mir servers: what stands behind the gates.
export { addAccount } from './account.procedures.ts';
export { loginSrvTables, mirAccount, mirSession } from './account.tables.ts';
export type { AccountBookParts, AccountRow } from './account-book.ts';
export { AccountBook } from './account-book.ts';
export { accountKey, isAccountName } from './account-rules.ts';
export type { BusLinkOptions, BusLinkOwner, BusLinkParts, BusLinkStatus, BusSession } from './bus-link.ts';
export { BusLink } from './bus-link.ts';
export type { BusDecoded, BusFault, BusKind, BusMessage, SessionKey } from './bus-message.ts';
export { BusCodec, DBSRV_INDEX, isBusText, PAY_MODE_FREE, SESSION_MIN } from './bus-message.ts';
export { createBusFraming } from './framing-bus.ts';
export type { GateClient, GateClientHandler } from './gate-client.ts';
export type { GatePortOptions, GatePortParts, GatePortStatus } from './gate-port.ts';
export { GatePort } from './gate-port.ts';
export type {
  AnnouncedSession,
  BusPeerStatus,
  SessionBusOptions,
  SessionBusOwner,
  SessionBusParts,
} from './session-bus.ts';
export { SessionBus } from './session-bus.ts';
export type { UserField, UserRecord } from './user-record.ts';
