// The tables that the addon's engine shares with TypeScript, created in the requested sizes.

/** Places of `NativeTables.control`. */
export const Control = {
  outputBytes: 0,
  entryCount: 1,
  touchedCount: 2,
  /** Not 0 while a send is sure to follow. */
  isAwake: 3,
  pollerRefused: 4,
  /** How many slots were ever used. */
  slotCount: 5,
  count: 6,
} as const;

export type NativeTables = ReturnType<typeof createTables>;

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

export function createTables(sizes: TableSizes) {
  const rows = (): Int32Array => new Int32Array(sizes.rows);
  const pieces = (): Int32Array => new Int32Array(sizes.pieces);
  return {
    /** Input in [0, arenaBytes), queued output behind it. */
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

export function createSlots(slotsMax: number) {
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
