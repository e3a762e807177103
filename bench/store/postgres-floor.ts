// The floor on PostgreSQL: the same rows into the same tables by prepared inserts, all of a group sent without waiting, one COMMIT
// for each group, and nothing else: as pgbench does it in a pipeline. It speaks the protocol through the driver's own connection.
import pg from 'pg';

const STATEMENTS = {
  name: 'INSERT INTO role_name (name_key, role_id) VALUES ($1, $2)',
  owner: 'INSERT INTO account_role (account, server_id, role_id) VALUES ($1, $2, $3)',
  role: 'INSERT INTO %role (role_id, account, name, level, hp, map_id, exp) VALUES ($1, $2, $3, $4, $5, $6, $7)',
  skill: 'INSERT INTO %skill (role_id, skill_id, level) VALUES ($1, $2, $3)',
} as const;
type Statement = keyof typeof STATEMENTS;

/** Where the server and its splits begin, and how far one split goes. */
const FIRST_ROLE_ID = 60_000_001;
const SPLIT_BASE = 60_000_000;
const ROWS_PER_SPLIT = 500_000;

export class PostgresFloor {
  readonly #client: pg.Client;
  /** Those that the server has parsed, by the split that they write to. */
  readonly #parsed = new Set<string>();

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<PostgresFloor> {
    const client = new pg.Client({ connectionString: url });
    // When the benchmark fails the database is dropped under it; the failure is what counts.
    client.on('error', () => {});
    await client.connect();
    return new PostgresFloor(client);
  }

  /** Writes roles in groups; the first has that number. */
  async write(order: { readonly first: number; readonly count: number; readonly group: number }): Promise<void> {
    for (let done = 0; done < order.count; done += order.group) {
      const count = Math.min(order.group, order.count - done);
      await this.#send((send) => {
        send('begin', 'BEGIN', []);
        for (let at = 0; at < count; at++) this.#insert(send, order.first + done + at);
        send('commit', 'COMMIT', []);
      });
    }
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  #insert(send: Send, number: number): void {
    const roleId = FIRST_ROLE_ID + number;
    const split = Math.floor((roleId - SPLIT_BASE) / ROWS_PER_SPLIT);
    const insert = (statement: Statement, values: readonly (number | string)[]) => {
      const sql = STATEMENTS[statement].replace('%role', `role_1_${split}`).replace('%skill', `role_skill_1_${split}`);
      send(sql === STATEMENTS[statement] ? statement : `${statement}_${split}`, sql, values);
    };
    insert('name', [`name-${number}`, roleId]);
    insert('owner', [`account-${number}`, 1, roleId]);
    insert('role', [roleId, `account-${number}`, `name-${number}`, 1, 100, 100, 0]);
    insert('skill', [roleId, 1, 1]);
    insert('skill', [roleId, 2, 1]);
  }

  #send(fill: (send: Send) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.query({
        submit: (connection: pg.Connection) => {
          connection.stream.cork();
          fill((name, sql, values) => {
            if (!this.#parsed.has(name)) connection.parse({ name, text: sql, types: [] }, true);
            this.#parsed.add(name);
            connection.bind({ statement: name, values: values.map(String) }, true);
            connection.execute(null, true);
          });
          connection.sync();
          connection.stream.uncork();
        },
        handleCommandComplete: () => {},
        handleReadyForQuery: () => resolve(),
        handleError: reject,
      } as pg.Submittable);
    });
  }
}

type Send = (name: string, sql: string, values: readonly (number | string)[]) => void;
