// Door of tables as text: files that people write, rows as such text, and the errors of the whole archive layer.
export type { ArchiveErrorCode } from './archive-error.ts';
export { ArchiveError, attempt } from './archive-error.ts';
export type { ExportFormat } from './export-rows.ts';
export { EXPORT_FORMATS, exportHead, exportRows, jsonFields } from './export-rows.ts';
export { formatOf, parseRows, TEXT_FORMATS } from './text-rows.ts';
