// Where leases and facts about nodes are kept: keys whose entries expire by themselves when they are not written again. Its bodies pass
// one suite (`kv.conformance.ts`). Nobody has to clean up, so nothing depends on a process that does.

export interface KvEntry {
  readonly key: string;
  readonly value: string;
  /** Rises with each write of any key. */
  readonly revision: number;
}

/** What a watch reports: first all that is there, then each change; after a lost connection all again. An expired entry is not reported. */
export interface KvWatcher {
  changed(entry: KvEntry): void;
  removed(key: string): void;
}

export interface Kv {
  /** How long an entry lives after it was last written, by the server's clock. Milliseconds. */
  readonly ttlMs: number;
  /**
   * Writes a key that is not there, and returns its revision; null when it is there. With `isSettled` also null while the bucket is
   * younger than `ttlMs`: a server that has lost its data forgot entries whose holders do not know that yet. Rejects when the server
   * does not answer; the key may be written then.
   */
  create(key: string, value: string, isSettled?: boolean): Promise<number | null>;
  /** Writes a key that still has that revision, and returns the new one; null when it has not, or has expired. */
  update(key: string, value: string, revision: number): Promise<number | null>;
  /** Removes a key that still has that revision. Otherwise nothing happens. */
  remove(key: string, revision: number): Promise<void>;
  get(key: string): Promise<KvEntry | null>;
  /** A number for a revision that rises for ever, also when the server has lost its data: for a column that fences writes. */
  epochOf(revision: number): number;
  /** Until the returned function is called. */
  watch(watcher: KvWatcher): () => void;
}

/** Buckets are numbered by the second of their creation, counted from here, so that the numbers stay exact. */
const EPOCH_START_MS = Date.UTC(2026, 0, 1);
/** Writes of one bucket in a second, on average, until which numbers rise when the next one begins. */
const EPOCHS_A_SECOND = 2 ** 20;

export function epochFrom(bucketCreatedMs: number, revision: number): number {
  return Math.max(0, Math.floor((bucketCreatedMs - EPOCH_START_MS) / 1_000)) * EPOCHS_A_SECOND + revision;
}
