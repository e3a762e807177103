// What the store costs above its database: durable creations of a role a second (a procedure of five inserts), lists by account and
// reads of a role, against the same by prepared statements and nothing else; on PostgreSQL at ten thousand and a million roles,
// and at ten million with JADEGATE_BENCH_ROLES=10000000.
import { cpus } from 'node:os';
import process from 'node:process';
import type { BenchOptions } from './main.ts';
import { benchPostgres } from './store/postgres.ts';
import { CALLERS } from './store/rates.ts';
import { benchSqlite } from './store/sqlite.ts';

const SQLITE = { rounds: 8, roles: 30_000 };
const POSTGRES = { rounds: 5, roles: 10_240 };
const QUICK = { rounds: 1, roles: 500 };
const SIZES = [10_000, 1_000_000, 10_000_000] as const;
const SIZE_MAX_USUAL = 1_000_000;

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const sizeMax = Number(process.env['JADEGATE_BENCH_ROLES'] ?? SIZE_MAX_USUAL);
  const sizes = options.quick ? [1_000] : SIZES.filter((size) => size <= sizeMax);
  return {
    sqlite: await benchSqlite(options.quick ? QUICK : SQLITE),
    postgres: await benchPostgres({ ...(options.quick ? QUICK : POSTGRES), sizes }),
    insertsPerCreation: 5,
    callers: CALLERS,
    hardware: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  };
}
