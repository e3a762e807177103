// Recognises a pooler that gives each transaction another connection of the server. Locks, settings and prepared statements belong to
// a connection, so nothing of jadegate would be safe behind it. A pooler of sessions is fine.
import { messageOf } from '../../base/index.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { poolerRefusal } from './postgres-refusal.ts';

/** Throws when `connection` does not keep its connection of the server. `open` opens another connection to the same address. */
export async function refuseTransactionPooler(
  connection: PostgresConnection,
  open: () => Promise<PostgresConnection>,
  location: string,
): Promise<void> {
  // The server introduces itself with the number that it reports later; a pooler has a number of its own.
  if (!connection.isPooled) return;
  const other = await open();
  try {
    // An open transaction keeps the server's connection, which a pooler of transactions takes from the idle one.
    await other.query('BEGIN');
    const taken = await backendOf(other);
    if (taken === connection.backendId || (await backendOf(connection)) !== connection.backendId) {
      throw poolerRefusal(location);
    }
  } catch (thrown) {
    // The words of pgbouncer, which speaks no other language.
    if (/statement pooling/.test(messageOf(thrown))) throw poolerRefusal(location, thrown);
    throw thrown;
  } finally {
    await other.close();
  }
}

async function backendOf(connection: PostgresConnection): Promise<number> {
  const { rows } = await connection.query('SELECT pg_backend_pid()');
  return Number(rows[0]?.[0]);
}
