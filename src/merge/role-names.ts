// The names of merged roles: for each role of the source whether its name is free in the target, which role keeps it otherwise, and
// what is written so that names are unique and both owners are informed.
import { NOTICE_KIND, rolesTables } from '../modules/roles/index.ts';
import type { Row as RowOf, Store } from '../store/index.ts';
import type { MergeWrite } from './merge.procedures.ts';
import { MergeError } from './merge-error.ts';
import { type Candidate, candidatesFor, keepsName } from './merge-names.ts';
import type { MergeReport } from './merge-report.ts';

const { role, roleName, roleNotice, roleRename } = rolesTables;

export type RoleRow = RowOf<typeof role>;

export interface RoleNamesOptions {
  readonly nameLengthMax: number;
  readonly nowMs: number;
}

interface Loss {
  readonly winner: RoleRow;
  readonly loser: RoleRow;
  readonly given: Candidate;
}

export class RoleNames {
  readonly #source: Store;
  readonly #target: Store;
  readonly #report: MergeReport;
  readonly #options: RoleNamesOptions;
  /** Names that this run has given, because a dry run writes none. Bounded by the clashes. */
  readonly #given = new Set<string>();

  constructor(
    stores: { readonly source: Store; readonly target: Store },
    report: MergeReport,
    options: RoleNamesOptions,
  ) {
    this.#source = stores.source;
    this.#target = stores.target;
    this.#report = report;
    this.#options = options;
  }

  /** The writes for these roles of the source. */
  async writesFor(rows: readonly RoleRow[]): Promise<MergeWrite[]> {
    const holders = await Promise.all(rows.map((row) => this.#target.table(roleName).get(row.nameKey)));
    const writes: MergeWrite[] = [];
    for (const [at, row] of rows.entries()) {
      const holder = holders[at] ?? null;
      writes.push(...(holder === null ? named(row) : await this.#clash(row, holder.roleId)));
    }
    return writes;
  }

  async #clash(row: RoleRow, holderId: bigint): Promise<readonly MergeWrite[]> {
    const holder = await this.#target.table(role).get(holderId);
    // `verify` reports a name without a role; nobody has a right to it.
    if (holder === null) return named(row);
    const [winner, loser] = keepsName(holder, row) ? [holder, row] : [row, holder];
    const given = await this.#freeName(loser);
    this.#report.noteClash({ name: winner.name, keeps: winner.roleId, renamed: loser.roleId, newName: given.name });
    const renamed = { ...loser, name: given.name, nameKey: given.nameKey };
    return [
      ...named(renamed),
      // In this order, so that the winner has the name in the end.
      ...named(winner),
      ...(await this.#notices({ winner, loser, given })),
    ];
  }

  async #freeName(loser: RoleRow): Promise<Candidate> {
    for (const candidate of candidatesFor(loser.name, loser.serverId, this.#options.nameLengthMax)) {
      if (this.#given.has(candidate.nameKey)) continue;
      const taken = await Promise.all([
        this.#target.table(roleName).get(candidate.nameKey),
        this.#source.table(roleName).get(candidate.nameKey),
      ]);
      if (taken.some((holder) => holder !== null)) continue;
      this.#given.add(candidate.nameKey);
      return candidate;
    }
    const message = `role ${loser.roleId}: no name like '${loser.name}' is free; rename a role with such a name first`;
    throw new MergeError('clash', message);
  }

  async #notices({ winner, loser, given }: Loss): Promise<readonly MergeWrite[]> {
    const atMs = this.#options.nowMs;
    const right = await this.#target.table(roleRename).get(loser.roleId);
    return [
      { table: roleRename.name, row: { roleId: loser.roleId, left: (right?.left ?? 0) + 1 } },
      {
        table: roleNotice.name,
        row: {
          roleId: loser.roleId,
          atMs,
          kind: NOTICE_KIND.nameChanged,
          name: given.name,
          former: loser.name,
          serverId: winner.serverId,
        },
      },
      {
        table: roleNotice.name,
        row: {
          roleId: winner.roleId,
          atMs,
          kind: NOTICE_KIND.nameKept,
          name: winner.name,
          former: loser.name,
          serverId: loser.serverId,
        },
      },
    ];
  }
}

function named(row: RoleRow): readonly MergeWrite[] {
  return [
    { table: role.name, row },
    { table: roleName.name, row: { nameKey: row.nameKey, roleId: row.roleId } },
  ];
}
