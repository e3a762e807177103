// The floor on PostgreSQL: prepared statements and nothing else, as many sent without waiting as there are callers, as
// pgbench does in a pipeline; for creations one COMMIT for each such group, for reads as many connections as the store
// reads with. It uses the protocol through the driver's own connection and decodes no answer.
import pg from 'pg';
import type { Floor } from './bench-body.ts';
import { accountAt, numberAt, rawRowsAt, roleIdAt, SERVER_ID, splitOf } from './creations.ts';
import { insertSql, listSql, readSql } from './floor-sql.ts';
import { CALLERS } from './rates.ts';

/** Connections that read, as many as the store has. */
const READERS = 3;
const READS_AT_ONCE = Math.ceil(CALLERS / READERS);

export class PostgresFloor implements Floor {
  readonly #pipelines: readonly Pipeline[];

  private constructor(pipelines: readonly Pipeline[]) {
    this.#pipelines = pipelines;
  }

  static async open(url: string): Promise<PostgresFloor> {
    return new PostgresFloor(await Promise.all(Array.from({ length: READERS }, () => Pipeline.open(url))));
  }

  async create(first: number, count: number): Promise<void> {
    const [pipeline] = this.#pipelines as readonly [Pipeline];
    for (let done = 0; done < count; done += CALLERS) {
      await pipeline.send((send) => {
        send('begin', () => 'BEGIN', []);
        for (let at = done; at < Math.min(done + CALLERS, count); at++) {
          for (const { table, values } of rawRowsAt(first + at))
            send(table, () => insertSql(table, (position) => `$${position}`), values);
        }
        send('commit', () => 'COMMIT', []);
      });
    }
  }

  read(count: number, size: number): Promise<void> {
    return this.#ask(count, (send, at) => {
      const number = numberAt(at, size);
      send(`read_${splitOf(number)}`, () => readSql(number, (position) => `$${position}`), [roleIdAt(number)]);
    });
  }

  list(count: number, size: number): Promise<void> {
    return this.#ask(count, (send, at) =>
      send('list', () => listSql((position) => `$${position}`), [accountAt(numberAt(at, size)), SERVER_ID]),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#pipelines.map((pipeline) => pipeline.close()));
  }

  async #ask(count: number, ask: (send: Send, at: number) => void): Promise<void> {
    let next = 0;
    let found = 0;
    const work = async (pipeline: Pipeline): Promise<void> => {
      while (next < count) {
        const first = next;
        next = Math.min(count, first + READS_AT_ONCE);
        const last = next;
        const rows = await pipeline.send((send) => {
          for (let at = first; at < last; at++) ask(send, at);
        });
        found += rows;
      }
    };
    await Promise.all(this.#pipelines.map(work));
    if (found !== count) throw new Error(`each of ${count} reads finds one row, not ${found} together`);
  }
}

type Value = bigint | number | string | null;
type Send = (name: string, sql: () => string, values: readonly Value[]) => void;

class Pipeline {
  readonly #client: pg.Client;
  /** Statements that the server has parsed. */
  readonly #parsed = new Set<string>();

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<Pipeline> {
    const client = new pg.Client({ connectionString: url });
    // When the benchmark fails, its database is dropped meanwhile; only the failure matters.
    client.on('error', () => {});
    await client.connect();
    return new Pipeline(client);
  }

  /** Sends statements and waits until all are answered. Returns how many rows came. */
  send(fill: (send: Send) => void): Promise<number> {
    let rows = 0;
    return new Promise((resolve, reject) => {
      this.#client.query({
        submit: (connection: pg.Connection) => {
          connection.stream.cork();
          fill((name, sql, values) => {
            if (!this.#parsed.has(name)) connection.parse({ name, text: sql(), types: [] }, true);
            this.#parsed.add(name);
            const texts = values.map((value) => (value === null ? null : String(value)));
            connection.bind({ statement: name, values: texts }, true);
            connection.execute(null, true);
          });
          connection.sync();
          connection.stream.uncork();
        },
        handleDataRow: () => void rows++,
        handleCommandComplete: () => {},
        handleReadyForQuery: () => resolve(rows),
        handleError: reject,
      } as pg.Submittable);
    });
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
