// Door of live roles: rows of a role in memory while it is played, acknowledged by the journal and flushed to the database.
export type { AppliedRefused, ApplyOptions } from './apply-refused.ts';
export { applyRefused } from './apply-refused.ts';
export type { LeftJournal } from './left-journal-system.ts';
export { findLeftJournal } from './left-journal-system.ts';
export type { LiveKeyOf, LiveTableAccess, NewLiveRow } from './live-access.ts';
export { LiveCodec } from './live-codec.ts';
export type { LiveEvents } from './live-entry.ts';
export type { Settled } from './live-flusher.ts';
export type { AppliedRow } from './live-procedures.ts';
export { takeRole } from './live-procedures.ts';
export type { LiveRole } from './live-role.ts';
export type { LiveStatus } from './live-roles.ts';
export { LiveRoles } from './live-roles.ts';
export { LiveRouter } from './live-router.ts';
export type { LiveOptions } from './open-live.ts';
export { openLive } from './open-live.ts';
