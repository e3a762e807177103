// Door of live owners: rows of a role or an actor in memory while it is awake, durable by the journal and flushed to the database.
export type { AppliedRefused, ApplyOptions } from './apply-refused.ts';
export { applyRefused } from './apply-refused.ts';
export type { DueAlarm } from './due-alarms.ts';
export type { LeftJournal } from './left-journal-system.ts';
export { findLeftJournal } from './left-journal-system.ts';
export { LiveCodec } from './live-codec.ts';
export type { LiveEvents, OpenPurpose } from './live-entry.ts';
export type { Settled } from './live-flusher.ts';
export { LiveGiver, LiveTaker } from './live-handover.ts';
export type { Alarm, LiveOwner, Receipt } from './live-owner.ts';
export type { LiveStatus } from './live-owners.ts';
export { LiveOwners } from './live-owners.ts';
export type { AppliedRow } from './live-procedures.ts';
export { purgeReceipts, takeOwner } from './live-procedures.ts';
export { LiveRouter } from './live-router.ts';
export type { LiveOptions, OpenedLive } from './open-live.ts';
export { openLive } from './open-live.ts';
