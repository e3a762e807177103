// Door of the Mir servers: what stands behind the gates.
export { addAccount } from './account.procedures.ts';
export { loginSrvTables, mirAccount, mirSession } from './account.tables.ts';
export type { AccountBookParts, AccountRow } from './account-book.ts';
export { AccountBook } from './account-book.ts';
export { accountKey, isAccountName } from './account-rules.ts';
export type { BusLinkOptions, BusLinkOwner, BusLinkParts, BusLinkStatus, BusSession } from './bus-link.ts';
export { BusLink } from './bus-link.ts';
export type { BusDecoded, BusFault, BusKind, BusMessage, SessionKey } from './bus-message.ts';
export { BusCodec, DBSRV_INDEX, PAY_MODE_FREE, SESSION_MIN } from './bus-message.ts';
export { importCharacters } from './character.procedures.ts';
export { dbTables } from './character-table.ts';
export type { CharacterRules, DbOptions, DbParts } from './db-options.ts';
export type { DbServerStatus } from './db-server.ts';
export { DbServer } from './db-server.ts';
export type { DenyListFile } from './deny-list.ts';
export { createDenyListFile } from './deny-list-node.ts';
export { createBusFraming } from './framing-bus.ts';
export type { GateClient, GateClientHandler } from './gate-client.ts';
export type { GatePortOptions, GatePortParts, GatePortStatus } from './gate-port.ts';
export { GatePort } from './gate-port.ts';
export type { AccountSink, CharacterSink, ImportOptions, ImportReport } from './import-databases.ts';
export { importDatabases } from './import-databases.ts';
export { ImportFile } from './import-file.ts';
export { withImportBytes } from './import-file-node.ts';
export { HUM_RECORD_BYTES, ID_RECORD_BYTES } from './import-layouts.ts';
export type { FileReport, SkipReason } from './import-report.ts';
export { SKIP_REASONS } from './import-report.ts';
export { CHARACTERS_TOTAL_MAX } from './limits.ts';
export type { LoginRules } from './login-services.ts';
export type { LoginSrvOptions, LoginSrvParts, LoginSrvStatus } from './login-srv.ts';
export { LoginSrv } from './login-srv.ts';
export type { MirServerErrorCode } from './mir-server-error.ts';
export { MIR_SERVER_ERROR_CODES, MirServerError } from './mir-server-error.ts';
export type { PlayRoute } from './play-routes.ts';
export { clientAddressOf } from './sent-address.ts';
export type { ListedServer } from './server-list.ts';
export type {
  AnnouncedSession,
  BusPeerStatus,
  SessionBusOptions,
  SessionBusOwner,
  SessionBusParts,
} from './session-bus.ts';
export { SessionBus } from './session-bus.ts';
export type { MirSession, SessionDirectory } from './session-directory.ts';
export type { UserField, UserRecord } from './user-record.ts';
