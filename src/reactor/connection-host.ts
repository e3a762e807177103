// What a connection needs from its reactor: the same for all of them.
import type { TimingWheel } from '../base/index.ts';
import type { BytePool } from './byte-pool.ts';
import type { Io } from './io.ts';
import type { ReactorCounters } from './reactor-counters.ts';
import type { TurnTime } from './turn-time.ts';

export interface ConnectionHost {
  readonly io: Io;
  readonly wheel: TimingWheel;
  readonly time: TurnTime;
  readonly pool: BytePool;
  readonly counters: ReactorCounters;
  /** Room for the head or tail of one frame, or one control frame; used within one call. */
  readonly scratch: Uint8Array;
}
