// Takes batches from the port of the database's thread, makes a group of all requests that have come, and answers a group after its
// COMMIT. While a group runs, nothing is read from the port. Requests that arrive meanwhile are the next group, so groups grow with
// the load and with the slowness of the disk.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { StoreError } from '../table/index.ts';
import type { SqliteEngine } from './sqlite-engine.ts';
import { toFailure } from './sqlite-error.ts';
import type { FromThread, GroupAnswer, HandOverStep, SqliteRequest, ToThread } from './sqlite-link.ts';

export class SqliteInbox {
  readonly #port: MessagePort;
  readonly #engine: SqliteEngine;
  /** Messages that the loop delivered while a group ran. The store's bound on requests in flight bounds both lists. */
  readonly #messages: ToThread[] = [];
  #requests: SqliteRequest[] = [];
  #isRunning = false;
  #isClosing = false;
  #isLost = false;

  constructor(port: MessagePort, engine: SqliteEngine) {
    this.#port = port;
    this.#engine = engine;
    engine.onLost((error) => this.#lose(error));
  }

  receive(message: ToThread): void {
    this.#messages.push(message);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (;;) {
      await this.#collect();
      if (this.#requests.length === 0) break;
      const group = await this.#engine.groups.execute(this.#requests);
      // The answer has one value for each executed request.
      this.#requests = this.#requests.slice(group.values.length);
      this.#answer(group);
      if (this.#engine.lost !== null) return this.#lose(this.#engine.lost);
    }
    this.#isRunning = false;
    if (this.#isClosing) this.#close();
  }

  #lose(error: StoreError): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#post({ kind: 'lost', failure: toFailure(error) });
    this.#engine.abandon();
    this.#port.close();
  }

  async #collect(): Promise<void> {
    for (;;) {
      const message = this.#messages.shift() ?? (receiveMessageOnPort(this.#port)?.message as ToThread | undefined);
      if (message === undefined) return;
      if (message.kind === 'close') {
        this.#isClosing = true;
        continue;
      }
      if (message.kind === 'handOver') {
        this.#handOver(message.step);
        continue;
      }
      if (message.procedures.length > 0) await this.#engine.groups.procedures.register(message.procedures);
      this.#requests = this.#requests.length === 0 ? [...message.requests] : [...this.#requests, ...message.requests];
    }
  }

  /** No request is before it, or only one that reads. */
  #handOver(step: HandOverStep): void {
    try {
      this.#engine[step]();
      this.#post({ kind: 'handedOver', failure: null });
    } catch (thrown) {
      this.#post({ kind: 'handedOver', failure: toFailure(this.#engine.toStoreError(thrown)) });
    }
  }

  #answer(group: GroupAnswer): void {
    try {
      this.#post({ kind: 'answers', values: group.values, failures: group.failures });
    } catch {
      // A result cannot be cloned: only that request fails. Its transaction is committed.
      for (const [at, value] of group.values.entries()) {
        if (isCloneable(value)) continue;
        group.values[at] = null;
        group.failures.push([at, toFailure(new StoreError('not-cloneable', NOT_CLONEABLE))]);
      }
      this.#post({ kind: 'answers', values: group.values, failures: group.failures });
    }
  }

  #close(): void {
    this.#engine.close();
    this.#post({ kind: 'closed' });
    this.#port.close();
  }

  #post(message: FromThread): void {
    this.#port.postMessage(message);
  }
}

const NOT_CLONEABLE = 'a procedure was committed, but its result cannot pass to another thread: return plain data';

export function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
