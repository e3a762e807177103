// Door of the hand-over: one process replaces another, and no client notices. It knows neither sockets nor rows: the parts do.
export { FieldReader, FieldWriter } from './fields.ts';
export type { HandoverErrorCode } from './handover-error.ts';
export { HANDOVER_ERROR_CODES, HandoverError } from './handover-error.ts';
export { FORMAT_VERSION, FORMAT_VERSION_MIN, FRAME_BYTES_MAX, FRAME_DESCRIPTORS_MAX } from './limits.ts';
export type { HandoverPart, HandoverSink, HandoverTaker } from './part.ts';
