// What makes sure that acknowledged commits are there, or that it is said: counts each commit in the database and in the mark beside
// it, and watches that the files are still those that were opened. From the first contradiction on, nothing is acknowledged.
import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../base/index.ts';
import { StoreError } from '../table/index.ts';
import { FILE_CHECK_MS, WAL_BYTES_KEPT } from './limits.ts';
import { CommitCounter } from './sqlite-commits.ts';
import type { Notice } from './sqlite-link.ts';
import { MarkFile, markPath, readMark } from './sqlite-mark.ts';
import { FileWatch } from './sqlite-watch.ts';

const ROLE_IDS_SQL = 'SELECT server_id, next FROM main.jadegate_role_id';
const RAISE_SQL = `INSERT INTO main.jadegate_role_id (server_id, next) VALUES (?, ?)
  ON CONFLICT (server_id) DO UPDATE SET next = excluded.next WHERE excluded.next > next`;

export interface LedgerOptions {
  readonly file: string;
  readonly notice: Notice;
  /** Whether the database has the table of reserved role ids. */
  readonly hasRoleIds: boolean;
}

export class SqliteLedger {
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #notice: Notice;
  readonly #counter: CommitCounter;
  readonly #mark: MarkFile;
  #watch: FileWatch | null = null;
  #lost: StoreError | null = null;
  #isMarkFailing = false;
  /** Whether the mark may lack reserved role ids. */
  #hasReserved: boolean;
  #checkedMs = 0;

  /** Inside the transaction that opens the schema, when all tables are there. */
  constructor(db: DatabaseSync, { file, notice, hasRoleIds }: LedgerOptions) {
    this.#db = db;
    this.#file = file;
    this.#notice = notice;
    this.#hasReserved = hasRoleIds;
    if (hasRoleIds) this.#skipRoleIds();
    this.#counter = new CommitCounter(db);
    this.#counter.raise();
    this.#mark = new MarkFile(file, this.#counter.identity);
  }

  get identity(): string {
    return this.#counter.identity;
  }

  /** Why nothing can be acknowledged any more, or null. */
  get lost(): StoreError | null {
    return this.#lost;
  }

  /** After the transaction that opened the schema. To empty the log takes long: a process that takes a store over keeps it. */
  begin({ isLogKept }: { readonly isLogKept: boolean }): void {
    if (!isLogKept) this.emptyLog();
    this.committed();
    const row = (sql: string): bigint => (this.#db.prepare(sql).get() as unknown as readonly [bigint])[0];
    const page = Number(row("SELECT rootpage FROM main.sqlite_schema WHERE name = 'jadegate_commit'"));
    this.#watch = new FileWatch(this.#file, { page, pageBytes: Number(row('PRAGMA main.page_size')) }, this.#notice);
  }

  /** Role ids are reserved in the present transaction. */
  noteReserved(): void {
    this.#hasReserved = true;
  }

  /** Inside a transaction that writes, after everything else. */
  raise(): void {
    this.#counter.raise();
  }

  /** After the commit, before its answers; throws when it cannot be acknowledged. */
  committed(): void {
    this.#counter.settle();
    this.#writeMark();
    if (this.#watch === null) return;
    if (performance.now() - this.#checkedMs >= FILE_CHECK_MS) this.check();
    else this.#lose(this.#watch.troubleOfCommit());
    if (this.#lost !== null) throw this.#lost;
  }

  /** Checks all files; regularly. */
  check(): void {
    if (this.#watch === null || this.#lost !== null) return;
    this.#checkedMs = performance.now();
    this.#lose(this.#mark.isDeleted ? `${markPath(this.#file)} was deleted` : this.#watch.trouble());
    if (this.#lost !== null) return;
    if (this.#watch.walBytes > WAL_BYTES_KEPT) this.emptyLog();
    this.#watch.checkLogSize();
  }

  /** Moves the log into the database and cuts it, unless a reader needs it: then it stays. */
  emptyLog(): void {
    const timeout = this.#db.prepare('PRAGMA busy_timeout').get() as unknown as readonly [bigint];
    this.#db.exec('PRAGMA busy_timeout = 0');
    try {
      this.#db.prepare('PRAGMA main.wal_checkpoint(TRUNCATE)').get();
      this.#watch?.noteEmptied();
    } finally {
      this.#db.exec(`PRAGMA busy_timeout = ${timeout[0]}`);
    }
  }

  /** After the database is closed. */
  close(): void {
    this.#watch?.close();
    this.#mark.close();
  }

  #lose(trouble: string | null): void {
    if (trouble === null || this.#lost !== null) return;
    const what = `${trouble} while this server ran: what it writes is not where the next start looks for it`;
    const advice =
      'Nothing more is acknowledged, and the server stops. Put the files back or restore a backup, then start it again';
    this.#lost = new StoreError('files-replaced', `${what}. ${advice}`);
  }

  // A mark that is behind detects less, and loses nothing.
  #writeMark(): void {
    try {
      if (this.#hasReserved) {
        const rows = this.#db.prepare(ROLE_IDS_SQL).all() as unknown as readonly (readonly [bigint, bigint])[];
        for (const [serverId, next] of rows) this.#mark.reserve(Number(serverId), Number(next));
        this.#hasReserved = false;
      }
      this.#mark.write(this.#counter.count);
      this.#isMarkFailing = false;
    } catch (thrown) {
      const what = `${markPath(this.#file)} cannot be written (${messageOf(thrown)})`;
      if (!this.#isMarkFailing) this.#notice('warn', `${what}: lost commits would not be noticed at the next start`);
      this.#isMarkFailing = true;
    }
  }

  /** The mark knows of reservations that the database has lost. */
  #skipRoleIds(): void {
    for (const [serverId, next] of readMark(this.#file)?.roleNumbers ?? []) {
      const { changes } = this.#db.prepare(RAISE_SQL).run(serverId, next);
      if (Number(changes) === 0) continue;
      const what = `role ids of server ${serverId} that were reserved before are not issued again`;
      this.#notice('warn', `${this.#file}: ${what}: the next role has number ${next} or more`);
    }
  }
}
