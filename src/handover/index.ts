// Door of the hand-over: one process replaces another, and no client notices. It knows neither sockets nor rows: the parts do.
export { HandoverChannel } from './channel.ts';
export { FieldReader, FieldWriter } from './fields.ts';
export { HandoverError } from './handover-error.ts';
export { HOLD_MS_MAX } from './limits.ts';
export { NewSide } from './new-side.ts';
export { type HandoverChild, type OldOutcome, OldSide, type StepReport } from './old-side.ts';
export type { HandoverPart, HandoverSink, HandoverTaker } from './part.ts';
export type { HandoverPipe, PipeEvents, PipePiece } from './pipe.ts';
