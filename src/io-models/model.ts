// The I/O models, in the order in which one learns them: five kinds; the fourth has four implementations. The names are
// parameters of the program in native/models.

export interface Model {
  readonly name: ModelName;
  readonly kind: ModelKind;
}

export type ModelKind = 'blocking' | 'polling' | 'signal' | 'multiplexed' | 'completion';
export type ModelName =
  | 'blocking'
  | 'polling'
  | 'signal'
  | 'select'
  | 'poll'
  | 'epoll-level'
  | 'epoll-edge'
  | 'io_uring';

export const MODELS: readonly Model[] = [
  { name: 'blocking', kind: 'blocking' },
  { name: 'polling', kind: 'polling' },
  { name: 'signal', kind: 'signal' },
  { name: 'select', kind: 'multiplexed' },
  { name: 'poll', kind: 'multiplexed' },
  { name: 'epoll-level', kind: 'multiplexed' },
  { name: 'epoll-edge', kind: 'multiplexed' },
  { name: 'io_uring', kind: 'completion' },
];

/** Connections that always have a message in flight, beside the idle ones; `kActive` in native/models/load.cc. */
export const ACTIVE_COUNT = 10;
/** Size of a message; `kMessageBytes` in native/models/model.h. */
export const MESSAGE_BYTES = 64;
/** Messages that a connection sends at once in the comparison of level and edge. Otherwise one. */
export const BURST_COUNT = 8;
