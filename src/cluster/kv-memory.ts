// Leases of one process, and the server's side of simulations: a bucket in memory, on a clock.
import type { Clock } from '../base/index.ts';
import { epochFrom, type Kv, type KvEntry, type KvWatcher } from './kv.ts';

interface Stored extends KvEntry {
  readonly writtenMs: number;
}

/** The entries. It does all at once. */
export class MemoryBucket {
  readonly ttlMs: number;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Stored>();
  readonly #watchers = new Set<KvWatcher>();
  #revision = 0;
  #createdMs: number;
  /** When no entry of an earlier bucket can live any more. */
  #settlesMs = 0;

  constructor(clock: Clock, ttlMs: number) {
    this.#clock = clock;
    this.ttlMs = ttlMs;
    this.#createdMs = clock.wallMs();
  }

  /** For simulations: the server starts without its data. */
  lose(): void {
    this.#entries.clear();
    this.#revision = 0;
    this.#createdMs = this.#clock.wallMs();
    this.#settlesMs = this.#clock.monotonicMs() + this.ttlMs;
  }

  epochOf(revision: number): number {
    return epochFrom(this.#createdMs, revision);
  }

  create(key: string, value: string, isSettled = false): number | null {
    if (isSettled && this.#clock.monotonicMs() < this.#settlesMs) return null;
    return this.get(key) === null ? this.#write(key, value) : null;
  }

  update(key: string, value: string, revision: number): number | null {
    return this.get(key)?.revision === revision ? this.#write(key, value) : null;
  }

  remove(key: string, revision: number): void {
    if (this.get(key)?.revision !== revision) return;
    this.#entries.delete(key);
    this.#revision++;
    for (const watcher of this.#watchers) watcher.removed(key);
  }

  get(key: string): KvEntry | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    const { value, revision, writtenMs } = entry;
    if (this.#clock.monotonicMs() - writtenMs < this.ttlMs) return { key, value, revision };
    this.#entries.delete(key);
    return null;
  }

  watch(watcher: KvWatcher): () => void {
    this.#watchers.add(watcher);
    for (const key of [...this.#entries.keys()]) {
      const entry = this.get(key);
      if (entry !== null) watcher.changed(entry);
    }
    return () => this.#watchers.delete(watcher);
  }

  #write(key: string, value: string): number {
    const entry = { key, value, revision: ++this.#revision };
    this.#entries.set(key, { ...entry, writtenMs: this.#clock.monotonicMs() });
    for (const watcher of this.#watchers) watcher.changed(entry);
    return entry.revision;
  }
}

export class MemoryKv implements Kv {
  readonly ttlMs: number;
  readonly #bucket: MemoryBucket;

  constructor(bucket: MemoryBucket) {
    this.#bucket = bucket;
    this.ttlMs = bucket.ttlMs;
  }

  create(key: string, value: string, isSettled?: boolean): Promise<number | null> {
    return Promise.resolve(this.#bucket.create(key, value, isSettled));
  }

  update(key: string, value: string, revision: number): Promise<number | null> {
    return Promise.resolve(this.#bucket.update(key, value, revision));
  }

  remove(key: string, revision: number): Promise<void> {
    this.#bucket.remove(key, revision);
    return Promise.resolve();
  }

  get(key: string): Promise<KvEntry | null> {
    return Promise.resolve(this.#bucket.get(key));
  }

  epochOf(revision: number): number {
    return this.#bucket.epochOf(revision);
  }

  watch(watcher: KvWatcher): () => void {
    return this.#bucket.watch(watcher);
  }
}
