// The lines that operators closed, in memory for the lines of every map. The rows are in the database: they hold over restarts and in
// every process of the game. Each process reads them at its start, after an order of its own operator, and again every few seconds.
import { defineOffer } from '../../actor/index.ts';
import type { KeyedTableAccess } from '../../store/index.ts';
import { CLOSED_LINES_MAX } from './line-limits.ts';
import type { closedLine } from './lines.tables.ts';

export interface ClosedLine {
  readonly mapId: number;
  readonly lineId: number;
}

export type ClosedRows = Pick<KeyedTableAccess<typeof closedLine>, 'delete' | 'list' | 'upsert'>;

const NONE: ReadonlySet<number> = new Set();

export class ClosedLines {
  readonly #rows: ClosedRows;
  #byMap: ReadonlyMap<number, ReadonlySet<number>> = new Map();
  /** What was read last, to see whether anything has changed. */
  #seen = '';
  #version = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(rows: ClosedRows) {
    this.#rows = rows;
  }

  /** Another number when a line was closed or opened since. */
  get version(): number {
    return this.#version;
  }

  of(mapId: number): ReadonlySet<number> {
    return this.#byMap.get(mapId) ?? NONE;
  }

  /** One after the other: an earlier answer must not replace a later one. */
  read(): Promise<void> {
    this.#reading = this.#reading.catch(() => {}).then(() => this.#read());
    return this.#reading;
  }

  /** Durable, and known here, when it resolves; to false when there is no room for another row. */
  async set({ mapId, lineId }: ClosedLine, isClosed: boolean): Promise<boolean> {
    if (isClosed && this.#count >= CLOSED_LINES_MAX && !this.of(mapId).has(lineId)) return false;
    if (isClosed) await this.#rows.upsert({ mapId, lineId });
    else await this.#rows.delete(mapId, lineId);
    await this.read();
    return true;
  }

  get #count(): number {
    let count = 0;
    for (const lines of this.#byMap.values()) count += lines.size;
    return count;
  }

  async #read(): Promise<void> {
    const rows = await this.#rows.list({}, { limit: CLOSED_LINES_MAX });
    const seen = rows.map(({ mapId, lineId }) => `${mapId}/${lineId}`).join();
    if (seen === this.#seen) return;
    const byMap = new Map<number, Set<number>>();
    for (const { mapId, lineId } of rows) byMap.set(mapId, (byMap.get(mapId) ?? new Set()).add(lineId));
    this.#byMap = byMap;
    this.#seen = seen;
    this.#version++;
  }
}

export const closedLines = defineOffer<ClosedLines>('closed-lines');
