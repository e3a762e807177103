// The journal's part of the disk, as an interface. An operation marked so survives a power cut once its promise has settled.
// Failures are thrown as errors of the system.

export interface JournalFiles {
  /** For messages. */
  readonly directory: string;
  /** Names of all files. */
  list(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
  /** Creates an empty file, or empties an existing one. */
  create(name: string): Promise<JournalFile>;
  /** Survives a power cut. */
  remove(name: string): Promise<void>;
  /** Survives a power cut. */
  rename(from: string, to: string): Promise<void>;
  /** Writes a file, whole or not at all; survives a power cut. */
  put(name: string, content: string | Uint8Array): Promise<void>;
  /** Makes the names of created files survive a power cut. */
  syncNames(): Promise<void>;
  /** Frees the directory for the next process. */
  close(): Promise<void>;
  /** Left out where no other process could take the directory. */
  readonly lock?: {
    /** Another process may take the directory; this one only reads. */
    lend(): void;
    /** Undoes it. Throws when the other process has the directory. */
    reclaim(): void;
    /** Takes the directory that another process has lent. Throws when it has not. */
    inherit(): void;
  };
}

export interface JournalFile {
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Makes written data survive a power cut. After one failure the content of the disk is unknown. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
