// Leases and nodes in a JetStream bucket. It is made where it is missing, and its entries expire by the age that the bucket has: servers
// before 2.11 know no age of one key. A revision is a sequence number of its stream.
import type { KV, KvWatchEntry } from '@nats-io/kv';
import type { NatsConnection, QueuedIterator } from '@nats-io/transport-node';
import { type Clock, type Logger, loadLibrary, messageOf } from '../base/index.ts';
import type { NatsLink } from '../bus/index.ts';
import { ClusterError } from './cluster-error.ts';
import { epochFrom, type Kv, type KvEntry, type KvWatcher } from './kv.ts';
import { ENTRY_BYTES_MAX, REQUEST_MS_MAX } from './limits.ts';

/** What a server answers when an entry has another revision than the one expected. */
const WRONG_REVISION = 10_071;
/** A watch that ended is begun again after it. Milliseconds. */
const WATCH_AGAIN_MS = 1_000;

export interface NatsKvOptions {
  readonly link: NatsLink;
  /** Letters, digits, `_` and `-`. */
  readonly bucket: string;
  readonly ttlMs: number;
  /** Servers that keep a copy: 1, 3 or 5. */
  readonly replicas: number;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Bucket {
  readonly kv: KV;
  readonly createdMs: number;
  /** Whether it is older than its entries can be. */
  isSettled: boolean;
}

export class NatsKv implements Kv {
  readonly ttlMs: number;
  readonly #options: NatsKvOptions;
  readonly #watches = new Set<Watch>();
  /** Made anew with each connection: the server may have lost its data. */
  #bucket: Promise<Bucket> | null = null;
  #createdMs = 0;

  constructor(options: NatsKvOptions) {
    this.#options = options;
    this.ttlMs = options.ttlMs;
    options.link.use({
      connected: () => {
        this.#bucket = null;
        for (const watch of this.#watches) watch.begin();
      },
      disconnected: () => {
        this.#bucket = null;
      },
    });
  }

  async create(key: string, value: string, isSettled = false): Promise<number | null> {
    const bucket = await this.open();
    const revision = await this.#written(() => bucket.kv.create(key, value));
    if (revision === null || !isSettled || bucket.isSettled) return revision;
    const entry = await bucket.kv.get(key);
    // Both are times of the server: how wrong its clock is does not matter.
    if (entry !== null && entry.created.getTime() - bucket.createdMs >= this.ttlMs) {
      bucket.isSettled = true;
      return revision;
    }
    await this.remove(key, revision);
    return null;
  }

  async update(key: string, value: string, revision: number): Promise<number | null> {
    const { kv } = await this.open();
    return this.#written(() => kv.update(key, value, revision, REQUEST_MS_MAX));
  }

  async remove(key: string, revision: number): Promise<void> {
    const { kv } = await this.open();
    await this.#written(async () => {
      await kv.delete(key, { previousSeq: revision });
      return 0;
    });
  }

  async get(key: string): Promise<KvEntry | null> {
    const { kv } = await this.open();
    const entry = await kv.get(key);
    return entry === null || entry.operation !== 'PUT'
      ? null
      : { key, value: entry.string(), revision: entry.revision };
  }

  epochOf(revision: number): number {
    return epochFrom(this.#createdMs, revision);
  }

  watch(watcher: KvWatcher): () => void {
    const watch = new Watch(this, watcher, this.#options);
    this.#watches.add(watch);
    if (this.#options.link.connection !== null) watch.begin();
    return () => {
      this.#watches.delete(watch);
      watch.end();
    };
  }

  /** The bucket on the present connection. Rejects with `cluster-unavailable`. */
  open(): Promise<Bucket> {
    const { connection } = this.#options.link;
    if (connection === null) {
      const message = `the connection to ${this.#options.link.description} is lost`;
      return Promise.reject(new ClusterError('cluster-unavailable', message));
    }
    if (this.#bucket === null) {
      const opening = this.#open(connection);
      this.#bucket = opening;
      opening.catch(() => {
        if (this.#bucket === opening) this.#bucket = null;
      });
    }
    return this.#bucket;
  }

  async #open(connection: NatsConnection): Promise<Bucket> {
    const { bucket, link, replicas, ttlMs } = this.#options;
    const { jetstream } = loadLibrary<typeof import('@nats-io/jetstream')>('@nats-io/jetstream');
    const { Kvm } = loadLibrary<typeof import('@nats-io/kv')>('@nats-io/kv');
    try {
      const manager = new Kvm(jetstream(connection, { timeout: REQUEST_MS_MAX }));
      const kv = await manager.create(bucket, { ttl: ttlMs, history: 1, replicas, maxValueSize: ENTRY_BYTES_MAX });
      const { streamInfo } = await kv.status();
      this.#createdMs = new Date(streamInfo.created).getTime();
      return { kv, createdMs: this.#createdMs, isSettled: false };
    } catch (cause) {
      const advice = 'JetStream must be on (nats-server -js), and the user must be allowed to use it';
      const message = `the bucket '${bucket}' at ${link.description} cannot be used: ${messageOf(cause)}; ${advice}`;
      throw new ClusterError('cluster-unavailable', message, { cause });
    }
  }

  /** The revision that a write got; null when the entry has another revision. */
  async #written(write: () => Promise<number>): Promise<number | null> {
    try {
      return await write();
    } catch (cause) {
      if ((cause as { readonly code?: unknown }).code === WRONG_REVISION) return null;
      // The bucket may be missing: the next request makes it.
      this.#bucket = null;
      throw new ClusterError('cluster-unavailable', `NATS did not take an entry: ${messageOf(cause)}`, { cause });
    }
  }
}

/** One watch, begun anew with each connection and whenever it ends. */
class Watch {
  readonly #kv: NatsKv;
  readonly #watcher: KvWatcher;
  readonly #parts: Pick<NatsKvOptions, 'clock' | 'log'>;
  #entries: QueuedIterator<KvWatchEntry> | null = null;
  #run = 0;

  constructor(kv: NatsKv, watcher: KvWatcher, parts: Pick<NatsKvOptions, 'clock' | 'log'>) {
    this.#kv = kv;
    this.#watcher = watcher;
    this.#parts = parts;
  }

  begin(): void {
    this.end();
    void this.#follow(this.#run);
  }

  end(): void {
    this.#run++;
    this.#entries?.stop();
    this.#entries = null;
  }

  async #follow(run: number): Promise<void> {
    try {
      const { kv } = await this.#kv.open();
      const entries = await kv.watch();
      if (run !== this.#run) {
        entries.stop();
        return;
      }
      this.#entries = entries;
      for await (const entry of entries) {
        if (run !== this.#run) return;
        const { key, revision } = entry;
        if (entry.operation === 'PUT') this.#watcher.changed({ key, value: entry.string(), revision });
        else this.#watcher.removed(key);
      }
    } catch (error) {
      this.#parts.log.debug(`the watch of nodes ended: ${messageOf(error)}`);
    }
    if (run !== this.#run) return;
    this.#parts.clock.after(WATCH_AGAIN_MS, () => {
      if (run === this.#run) this.begin();
    });
  }
}
