// The tables that the addon's engine shares with TypeScript, created in the requested sizes.
import { Control, type NativeTables } from './engine-native.ts';

/** The tables that grow with the sockets. */
export const SLOT_TABLES = ['state', 'owesDrained', 'backlog', 'queued', 'firstEntry', 'lastEntry'] as const;

export interface TableSizes {
  readonly slots: number;
  /** Rows of one turn. */
  readonly rows: number;
  readonly arenaBytes: number;
  readonly outputBytes: number;
  /** Pieces of queued output. */
  readonly pieces: number;
}

export function createTables(sizes: TableSizes): NativeTables {
  const rows = (): Int32Array => new Int32Array(sizes.rows);
  const pieces = (): Int32Array => new Int32Array(sizes.pieces);
  return {
    memory: new Uint8Array(sizes.arenaBytes + sizes.outputBytes),
    arenaBytes: sizes.arenaBytes,
    event: new Uint8Array(sizes.rows),
    socket: rows(),
    value: rows(),
    offset: rows(),
    entryOffset: pieces(),
    entryLength: pieces(),
    entryNext: pieces(),
    touched: pieces(),
    control: new Int32Array(Control.count),
    ...createSlots(sizes.slots),
  };
}

export function createSlots(slotsMax: number): Pick<NativeTables, (typeof SLOT_TABLES)[number]> {
  const slots = (): Int32Array => new Int32Array(slotsMax);
  return {
    state: new Uint8Array(slotsMax),
    owesDrained: new Uint8Array(slotsMax),
    backlog: slots(),
    queued: slots(),
    firstEntry: slots(),
    lastEntry: slots(),
  };
}
