// Door of the journal: an append-only log in files, which a process reads again after a crash.
export type { Appended, JournalOptions } from './journal.ts';
export { Journal } from './journal.ts';
export type { JournalFiles } from './journal-files.ts';
export { memoryJournalFiles } from './journal-files-memory.ts';
export { openJournalFiles } from './journal-files-system.ts';
export type { JournalRecord } from './journal-record.ts';
export { readSegment } from './journal-record.ts';
export { readSegments, segmentsOf } from './journal-segments.ts';
export { RECORD_BYTES_MAX } from './limits.ts';
