// The statements of both floors.
import { columnsOf, splitOf } from './creations.ts';

type Placeholder = (position: number) => string;

export function insertSql(table: string, placeholder: Placeholder): string {
  const columns = columnsOf(table);
  const values = columns.map((_, at) => placeholder(at + 1));
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`;
}

export function readSql(number: number, placeholder: Placeholder): string {
  const table = `role_1_${splitOf(number)}`;
  return `SELECT ${columnsOf(table).join(', ')} FROM ${table} WHERE role_id = ${placeholder(1)}`;
}

export function listSql(placeholder: Placeholder): string {
  const columns = columnsOf('account_role').join(', ');
  return `SELECT ${columns} FROM account_role WHERE account = ${placeholder(1)} AND server_id = ${placeholder(2)} ORDER BY account, server_id, role_id`;
}
