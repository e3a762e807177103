// The rules of roles: what may be created, listed, deleted and played. It decides with the rules of names and the templates,
// and leaves what must hold at once to the procedures. Results are values; only a store that does not answer throws.
import type { Clock } from '../../base/index.ts';
import type { Row, Store } from '../../store/index.ts';
import { nameKey } from './names/name-key.ts';
import type { NameRules, NameVerdict } from './names/name-rules.ts';
import type { NameGender, NameOffer, RandomNames } from './names/random-names.ts';
import { FORGET_OFFERS_MAX, NAME_OFFER_CANDIDATES, NAME_OFFER_ROUNDS, PURGE_COUNT_MAX } from './role-limits.ts';
import {
  type AccountOnServer,
  askNameFree,
  type ChangeFailure,
  CREATE_FAILURE,
  type CreateFailure,
  createRole,
  forgetNotices,
  forgetOffers,
  type LoadedRole,
  listNotices,
  listRoles,
  loadRole,
  markPlayed,
  moveRoles,
  type NO_RENAME_RIGHT,
  type OfferArgs,
  offerNames,
  purgeRoles,
  renameByRight,
  renameRole,
  restoreDeletedRole,
  restoreRole,
  softDeleteRole,
} from './roles.procedures.ts';
import type { role, roleNotice, roleTemplate, roleTemplateSkill } from './roles.tables.ts';

export type RoleRow = Row<typeof role>;

/** What new roles start with, by gender and class. */
export interface RoleTemplates {
  find(gender: number, classType: number): Row<typeof roleTemplate> | null;
  skills(classType: number): readonly Row<typeof roleTemplateSkill>[];
}

/** Gives role ids that were reserved durably; an id given is never given again. */
export interface RoleIds {
  next(serverId: number): Promise<bigint>;
}

export interface RoleBookDependencies {
  readonly store: Pick<Store, 'run'>;
  readonly ids: RoleIds;
  readonly rules: NameRules;
  readonly names: RandomNames;
  readonly templates: RoleTemplates;
  readonly clock: Clock;
}

export interface RoleBookOptions {
  /** Roles that one account may have on one server; deleted ones that can be restored are not counted. */
  readonly rolesMax: number;
  /** False refuses every creation with 10004. */
  readonly isRegisterOpen: boolean;
  /** How long a deleted role can be restored, in milliseconds. */
  readonly restoreMs: number;
  /** How long an offered name stays with whom it was offered to, in milliseconds. */
  readonly offerMs: number;
}

export const ROLE_BOOK_OPTIONS: RoleBookOptions = {
  rolesMax: 1,
  isRegisterOpen: true,
  restoreMs: 7 * 24 * 3_600_000,
  offerMs: 30 * 60_000,
};

export interface CreateRequest extends AccountOnServer {
  readonly name: string;
  readonly gender: number;
  readonly classType: number;
  /** Where the player connects from; kept with the role. */
  readonly address: string;
}

export type CreateOutcome =
  | { readonly ok: true; readonly roleId: bigint }
  | { readonly ok: false; readonly code: CreateFailure };

/** A deleted role and how long it can still be brought back. */
export interface DeletedRole {
  readonly row: RoleRow;
  readonly restoreSeconds: number;
}

export class RoleBook {
  readonly options: RoleBookOptions;
  readonly #dependencies: RoleBookDependencies;
  /** Ids taken for creations that were then refused, by server: given to the next, so that refusals use up none. */
  readonly #spareIds = new Map<number, bigint[]>();

  constructor(dependencies: RoleBookDependencies, options: Partial<RoleBookOptions> = {}) {
    this.#dependencies = dependencies;
    this.options = { ...ROLE_BOOK_OPTIONS, ...options };
  }

  /** The account's roles, oldest first, deleted ones left out. */
  async list(owner: AccountOnServer): Promise<RoleRow[]> {
    const rows = await this.#dependencies.store.run(listRoles, { account: owner.account, serverId: owner.serverId });
    return rows.filter((row) => row.deletedMs === null);
  }

  /** The account's deleted roles that can still be restored. */
  async listDeleted(owner: AccountOnServer): Promise<DeletedRole[]> {
    const rows = await this.#dependencies.store.run(listRoles, { account: owner.account, serverId: owner.serverId });
    const nowMs = this.#dependencies.clock.wallMs();
    return rows
      .filter((row) => row.deletedMs !== null)
      .map((row) => ({
        row,
        restoreSeconds: Math.ceil(((row.deletedMs ?? 0) + this.options.restoreMs - nowMs) / 1000),
      }))
      .filter(({ restoreSeconds }) => restoreSeconds > 0);
  }

  /** A name for a boy and one for a girl, each creatable by this account alone while the offer stands. Empty when none is free. */
  async offer(owner: AccountOnServer): Promise<{ boy: string; girl: string }> {
    const nowMs = this.#dependencies.clock.wallMs();
    let offer = { boy: '', girl: '' };
    for (let round = 0; round < NAME_OFFER_ROUNDS && (offer.boy === '' || offer.girl === ''); round++) {
      const args = (gender: NameGender): OfferArgs => ({
        holder: owner.account,
        candidates: this.#candidates(gender, round),
        nowMs,
        untilMs: nowMs + this.options.offerMs,
      });
      offer = await this.#dependencies.store.run(offerNames, { boys: args('boy'), girls: args('girl') });
    }
    return offer;
  }

  /** Creates a role. The order in which faults are told is the classic server's: limit, closed, name, taken, anything else. */
  async create(request: CreateRequest): Promise<CreateOutcome> {
    const { account, serverId } = request;
    const verdict = this.#dependencies.rules.check(request.name);
    const template = this.#dependencies.templates.find(request.gender, request.classType);
    if (!this.options.isRegisterOpen || !verdict.ok || template === null) {
      return { ok: false, code: await this.#refusal(request, verdict) };
    }
    return this.#insert(request, { name: verdict.name, key: verdict.key, template, account, serverId });
  }

  /** Creates a role with a name of the server's making, which the rules of names need not allow. */
  async createVisitor(request: CreateRequest): Promise<CreateOutcome> {
    const template = this.#dependencies.templates.find(request.gender, request.classType);
    if (template === null) return { ok: false, code: CREATE_FAILURE.failed };
    const { name, account, serverId } = request;
    return this.#insert(request, { name, key: nameKey(name), template, account, serverId });
  }

  load(owner: AccountOnServer, roleId: bigint): Promise<LoadedRole | null> {
    const { account, serverId } = owner;
    return this.#dependencies.store.run(loadRole, { account, serverId, roleId });
  }

  async markPlayed(roleId: bigint): Promise<void> {
    await this.#dependencies.store.run(markPlayed, { roleId, nowMs: this.#dependencies.clock.wallMs() });
  }

  delete(owner: AccountOnServer, roleId: bigint): Promise<ChangeFailure | null> {
    const { account, serverId } = owner;
    const nowMs = this.#dependencies.clock.wallMs();
    return this.#dependencies.store.run(softDeleteRole, { account, serverId, roleId, nowMs });
  }

  restore(owner: AccountOnServer, roleId: bigint): Promise<ChangeFailure | null> {
    const { account, serverId } = owner;
    const deletedAfterMs = this.#dependencies.clock.wallMs() - this.options.restoreMs;
    const { rolesMax } = this.options;
    return this.#dependencies.store.run(restoreRole, { account, serverId, roleId, deletedAfterMs, rolesMax });
  }

  /** Brings a deleted role back for an operator: by its id, and also when the player's window has closed. */
  restoreDeleted(roleId: bigint): Promise<ChangeFailure | null> {
    return this.#dependencies.store.run(restoreDeletedRole, { roleId, rolesMax: this.options.rolesMax });
  }

  /** Gives a role another name: the spelling that was stored, or why not. */
  async rename(account: string, roleId: bigint, newName: string): Promise<{ readonly name: string } | CreateFailure> {
    const verdict = this.#dependencies.rules.check(newName);
    if (!verdict.ok) return CREATE_FAILURE.nameRefused;
    const { name, key } = verdict;
    const nowMs = this.#dependencies.clock.wallMs();
    const failure = await this.#dependencies.store.run(renameRole, { account, roleId, name, nameKey: key, nowMs });
    return failure ?? { name };
  }

  /** As `rename`, by a right that the role was given for it, which is then used up. */
  async renameByRight(
    owner: AccountOnServer,
    roleId: bigint,
    newName: string,
  ): Promise<{ readonly name: string } | CreateFailure | typeof NO_RENAME_RIGHT> {
    const verdict = this.#dependencies.rules.check(newName);
    if (!verdict.ok) return CREATE_FAILURE.nameRefused;
    const { name, key } = verdict;
    const args = { account: owner.account, roleId, name, nameKey: key, nowMs: this.#dependencies.clock.wallMs() };
    return (await this.#dependencies.store.run(renameByRight, args)) ?? { name };
  }

  /** What happened to the account's roles while it was away, until it is seen. */
  notices(owner: AccountOnServer): Promise<readonly Row<typeof roleNotice>[]> {
    return this.#dependencies.store.run(listNotices, { account: owner.account, serverId: owner.serverId });
  }

  async forgetNotices(owner: AccountOnServer, roleId: bigint, untilMs: number): Promise<void> {
    const { account, serverId } = owner;
    await this.#dependencies.store.run(forgetNotices, { account, serverId, roleId, untilMs });
  }

  /** Whether the account `to` could take over all roles of `from` as things are. */
  async hasRoom(from: AccountOnServer, to: string): Promise<boolean> {
    const [moving, there] = await Promise.all([this.list(from), this.list({ account: to, serverId: from.serverId })]);
    return moving.length + there.length <= this.options.rolesMax;
  }

  /** Moves a visitor's roles to the account that the visitor proved to own. */
  move(from: AccountOnServer, to: string): Promise<ChangeFailure | null> {
    const nowMs = this.#dependencies.clock.wallMs();
    const { rolesMax } = this.options;
    return this.#dependencies.store.run(moveRoles, {
      from: from.account,
      to,
      serverId: from.serverId,
      rolesMax,
      nowMs,
    });
  }

  /** Removes roles whose restore window has closed, some at a time. Returns how many. */
  async purge(): Promise<number> {
    const deletedBeforeMs = this.#dependencies.clock.wallMs() - this.options.restoreMs;
    const purged = await this.#dependencies.store.run(purgeRoles, { deletedBeforeMs, countMax: PURGE_COUNT_MAX });
    return purged.length;
  }

  /** Forgets offers that have expired, some at a time. Returns how many. */
  forgetOffers(): Promise<number> {
    const expiredAtMs = this.#dependencies.clock.wallMs();
    return this.#dependencies.store.run(forgetOffers, { expiredAtMs, countMax: FORGET_OFFERS_MAX });
  }

  /** What a creation that cannot be is told: the first fault in the classic server's order. */
  async #refusal(owner: AccountOnServer, verdict: NameVerdict): Promise<CreateFailure> {
    const { store, clock } = this.#dependencies;
    if ((await this.list(owner)).length >= this.options.rolesMax) return CREATE_FAILURE.tooManyRoles;
    if (!this.options.isRegisterOpen) return CREATE_FAILURE.registerOff;
    if (!verdict.ok) return CREATE_FAILURE.nameRefused;
    const ask = { nameKey: verdict.key, account: owner.account, nowMs: clock.wallMs() };
    return (await store.run(askNameFree, ask)) ? CREATE_FAILURE.failed : CREATE_FAILURE.nameUsed;
  }

  async #insert(
    request: CreateRequest,
    role: AccountOnServer & {
      readonly name: string;
      readonly key: string;
      readonly template: Row<typeof roleTemplate>;
    },
  ): Promise<CreateOutcome> {
    const { template, account, serverId, name, key } = role;
    const roleId = this.#spareIds.get(serverId)?.pop() ?? (await this.#dependencies.ids.next(serverId));
    const nowMs = this.#dependencies.clock.wallMs();
    const row: RoleRow = {
      ...template,
      roleId,
      account,
      serverId,
      name,
      nameKey: key,
      exp: 0n,
      createdMs: nowMs,
      createdFrom: request.address,
      playedMs: null,
      deletedMs: null,
    };
    const skills = this.#dependencies.templates
      .skills(request.classType)
      .map(({ skillId, level }) => ({ skillId, level }));
    // An id whose creation failed for a reason unknown may be in the database: only a refusal gives it back.
    const failure = await this.#dependencies.store.run(createRole, {
      row,
      skills,
      rolesMax: this.options.rolesMax,
      nowMs,
    });
    if (failure === null) return { ok: true, roleId };
    this.#spareIds.set(serverId, [...(this.#spareIds.get(serverId) ?? []), roleId]);
    return { ok: false, code: failure };
  }

  #candidates(gender: NameGender, round: number): readonly { readonly name: string; readonly nameKey: string }[] {
    const offers: NameOffer[] = [];
    for (let candidate = 0; candidate < NAME_OFFER_CANDIDATES; candidate++) {
      const offer = this.#dependencies.names.draw(gender, round * NAME_OFFER_CANDIDATES + candidate);
      if (offer !== null) offers.push(offer);
    }
    return offers.map(({ name, key }) => ({ name, nameKey: key }));
  }
}
