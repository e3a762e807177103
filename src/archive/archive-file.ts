// The file of an archive, as writers and readers need it. Its body is `archive-file-node.ts`; tests use bytes in memory.

export interface ArchiveSink {
  /** For messages. */
  readonly name: string;
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the file durable under its name, all at once. */
  commit(): Promise<void>;
  /** Leaves nothing behind. Does nothing after `commit`. */
  discard(): Promise<void>;
}

export interface ArchiveSource {
  /** For messages. */
  readonly name: string;
  readonly bytes: number;
  /** Fewer bytes than asked for at the end of the file. */
  read(offset: number, bytes: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** How far the work has come. */
export interface Progress {
  /** The table at work, by name. */
  readonly table: string;
  /** Rows so far, over all tables. */
  readonly rows: number;
  /** The part that is done, from 0 to 1, where it is known. */
  readonly part?: number;
}

export interface WorkOptions {
  readonly onProgress?: (progress: Progress) => void;
  /** Cuts the work short between batches of rows: it ends with `cancelled` and leaves nothing half made. */
  readonly signal?: AbortSignal;
}
