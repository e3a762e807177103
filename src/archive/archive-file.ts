// The file of an archive, for writers and readers. `archive-file-node.ts` implements it; tests use bytes in memory.

export interface ArchiveSink {
  /** For messages. */
  readonly name: string;
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the file durable under its name, all at once. */
  commit(): Promise<void>;
  /** Removes the unfinished file. Does nothing after `commit`. */
  discard(): Promise<void>;
}

export interface ArchiveSource {
  /** For messages. */
  readonly name: string;
  readonly bytes: number;
  /** Returns fewer bytes at the end of the file. */
  read(offset: number, bytes: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** The progress of the work. */
export interface Progress {
  /** The name of the present table. */
  readonly table: string;
  /** Rows so far, over all tables. */
  readonly rows: number;
  /** The completed part, from 0 to 1, if known. */
  readonly part?: number;
}

export interface WorkOptions {
  readonly onProgress?: (progress: Progress) => void;
  /** Interrupts the work between batches of rows: it ends with `cancelled` and leaves nothing unfinished. */
  readonly signal?: AbortSignal;
}
