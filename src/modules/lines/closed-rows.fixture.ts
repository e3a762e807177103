// The table of closed lines in memory, for tests of lines without a store.
import type { ClosedLine, ClosedRows } from './closed-lines.ts';

export class MemoryClosedRows implements ClosedRows {
  readonly rows = new Map<string, ClosedLine>();
  /** How often the table was read. */
  readCount = 0;
  /** Waits, or throws, before the table is read. */
  fault: (() => Promise<void>) | null = null;

  async list(): Promise<ClosedLine[]> {
    this.readCount++;
    const rows = [...this.rows.values()];
    await this.fault?.();
    return rows;
  }

  async upsert({ mapId, lineId }: ClosedLine): Promise<void> {
    this.rows.set(`${mapId}/${lineId}`, { mapId, lineId });
  }

  async delete(mapId: number, lineId: number): Promise<boolean> {
    return this.rows.delete(`${mapId}/${lineId}`);
  }
}
