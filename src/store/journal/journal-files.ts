// The journal's part of the disk, as an interface: what a body does must survive a power cut once its promise is settled,
// where that is said. Failures are thrown as the system's own errors.

export interface JournalFiles {
  /** For messages. */
  readonly directory: string;
  /** Names of all files. */
  list(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
  /** Makes an empty file, or empties the one that is there. */
  create(name: string): Promise<JournalFile>;
  /** Survives a power cut. */
  remove(name: string): Promise<void>;
  /** Survives a power cut. */
  rename(from: string, to: string): Promise<void>;
  /** Puts a file there, whole or not at all; survives a power cut. */
  put(name: string, content: string | Uint8Array): Promise<void>;
  /** Makes names survive a power cut: of files that were created. */
  syncNames(): Promise<void>;
  /** Gives the directory up to the next process. */
  close(): Promise<void>;
}

export interface JournalFile {
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Makes what was written survive a power cut. When it fails once, nobody knows what is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
