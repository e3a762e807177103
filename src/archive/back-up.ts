// Writes the content of a store at one moment into an archive, while others go on writing to the store.

import type { Store, Table } from '../store/index.ts';
import { layoutOf, versionOf } from '../store/table/index.ts';
import type { ArchiveSink, WorkOptions } from './archive-file.ts';
import type { ArchivedTable, ArchiveHeader } from './archive-manifest.ts';
import { ArchiveWriter } from './archive-writer.ts';
import { ArchiveError } from './text/index.ts';

export interface BackupOptions extends WorkOptions {
  readonly program: string;
  readonly createdMs: number;
  readonly origin: string;
  readonly serverIds: readonly number[];
}

export type BackupReport = Awaited<ReturnType<typeof backUp>>;

/** The archive is durable when this resolves. After a failure there is no archive. */
export async function backUp(store: Store, sink: ArchiveSink, options: BackupOptions) {
  try {
    const snapshot = await store.snapshot();
    try {
      const writer = await ArchiveWriter.begin(sink, headerOf(snapshot.tables, options), snapshot.tables);
      for (const table of snapshot.tables) {
        for await (const rows of snapshot.rows(table)) {
          refuseCancelled(options.signal, 'no archive is left');
          await writer.add(table, rows);
          options.onProgress?.({ table: table.name, rows: writer.rows });
        }
      }
      const footer = await writer.finish();
      const tables = snapshot.tables.map(({ name }, at) => ({ name, rows: footer.rows[at] ?? 0 }));
      return { rows: writer.rows, bytes: writer.bytes, tables };
    } finally {
      await snapshot.close();
    }
  } finally {
    await sink.discard();
  }
}

/** `left` describes what the interrupted work leaves. */
export function refuseCancelled(signal: AbortSignal | undefined, left: string): void {
  if (signal?.aborted === true) throw new ArchiveError('cancelled', `interrupted on request: ${left}`);
}

function headerOf(tables: readonly Table[], options: BackupOptions): ArchiveHeader {
  const { program, createdMs, origin, serverIds } = options;
  const archived = tables.map((table) => {
    const { kind, ...layout } = layoutOf(table);
    // A snapshot has no tables of other kinds.
    return { name: table.name, version: versionOf(table), layout: { ...layout, kind } } as ArchivedTable;
  });
  return { program, createdMs, origin, serverIds: [...serverIds], tables: archived };
}
