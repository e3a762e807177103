// Door of the archive layer: a store's rows outside of it: backups, restores and what checks them, and tables as text.
export { archiveNameAt, originOf, pruneArchives } from './archive-directory-node.ts';
export type { ArchiveErrorCode } from './archive-error.ts';
export { ARCHIVE_ERROR_CODES, ArchiveError } from './archive-error.ts';
export type { ArchiveSink, ArchiveSource, Progress, WorkOptions } from './archive-file.ts';
export { createArchive, openArchive } from './archive-file-node.ts';
export type { ArchiveHeader } from './archive-manifest.ts';
export { ArchiveReader } from './archive-reader.ts';
export type { BackupOptions, BackupReport } from './back-up.ts';
export { backUp } from './back-up.ts';
export type { CheckOptions, CheckReport, Reference } from './check-archive.ts';
export { checkArchive, decodedRows, refuseProblems } from './check-archive.ts';
export { compareArchive } from './compare-archive.ts';
export type { TableDifference } from './compare-rows.ts';
export { isSame } from './compare-rows.ts';
export { RESTORE_WORK, restore } from './restore.ts';
export type { Retention } from './retention.ts';
