// The nodes on one database, each known by locks of its writing connection, which end with it. Two nodes that serve the same server
// ids sign one account in twice and do not know of each other's players: that is meant while a new version takes over from the old
// one, and a mistake of the configuration otherwise. The log says so.
import { type Logger, type Random, systemRandom } from '../../base/index.ts';
import type { PostgresConnection } from './postgres-connection.ts';

const LOCK_OF_SERVER = "hashtext('jadegate'), hashtext('server ' || id || ' ' || current_schema())";

const ANNOUNCE_SQL = `SELECT set_config('application_name', $1, false), pg_advisory_lock_shared(${LOCK_OF_SERVER})
  FROM unnest(string_to_array($2, ',')) id`;

// A lock shows its two numbers without their sign.
const OTHERS_SQL = `SELECT application_name, host(client_addr), string_agg(id, ',' ORDER BY id::int), min(backend_start)
  FROM unnest(string_to_array($2, ',')) id
  JOIN pg_locks ON locktype = 'advisory' AND objsubid = 2
    AND classid::bigint = hashtext('jadegate')::bigint & 4294967295
    AND objid::bigint = hashtext('server ' || id || ' ' || current_schema())::bigint & 4294967295
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  JOIN pg_stat_activity USING (pid)
  WHERE application_name <> $1 GROUP BY application_name, client_addr`;

export class PostgresNodes {
  readonly #name: string;
  readonly #serverIds: string;
  readonly #log: Logger;
  readonly #location: string;
  #known: ReadonlySet<string> = new Set();

  constructor(
    { log, location }: { readonly log: Logger; readonly location: string },
    serverIds: readonly number[],
    random: Random = systemRandom,
  ) {
    this.#name = `jadegate node ${random.below(0x1_0000_0000).toString(16)}`;
    this.#serverIds = serverIds.join(',');
    this.#log = log;
    this.#location = location;
  }

  /** Makes this node known for the life of its writing connection. */
  async announce(connection: PostgresConnection): Promise<void> {
    if (this.#serverIds !== '') await connection.query(ANNOUNCE_SQL, [this.#name, this.#serverIds]);
  }

  /** Logs other nodes with the same server ids: once when they appear, once when the last has left. */
  async check(connection: PostgresConnection): Promise<void> {
    if (this.#serverIds === '') return;
    const { rows } = await connection.query(OTHERS_SQL, [this.#name, this.#serverIds]);
    for (const [name, address, serverIds, since] of rows) {
      if (this.#known.has(name ?? '')) continue;
      const advice = 'an account can be signed in on both at once; give each node serverIds of its own';
      this.#log.warn(
        `another node serves the same server ids on this database: ${advice}, unless it is about to leave after a rolling deploy`,
        { store: this.#location, serverIds, address: address ?? 'local', since },
      );
    }
    if (rows.length === 0 && this.#known.size > 0)
      this.#log.info('no other node serves the same server ids any more', { store: this.#location });
    this.#known = new Set(rows.map(([name]) => name ?? ''));
  }
}
