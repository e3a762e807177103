// The rules of roles: what may be created, restored and renamed, and which names are offered. It decides with the rules of names
// and the templates, and leaves to the procedures what must hold in one transaction. It writes with its caller's store, so that a
// handler whose session has left writes nothing. Results are values; only a store that does not answer throws.
import type { Clock } from '../../base/index.ts';
import type { Row, Store } from '../../store/index.ts';
import { type NameRules, type NameVerdict, nameKey } from './names/index.ts';
import type { NameGender, NameOffer, RandomNames } from './random-names.ts';
import { NAME_OFFER_CANDIDATES, NAME_OFFER_ROUNDS } from './role-limits.ts';
import type { RoleOrigin, RoleWatchers } from './role-watchers.ts';
import { type ChangeFailure, CREATE_FAILURE, type CreateFailure } from './roles.failures.ts';
import {
  type AccountOnServer,
  askNameFree,
  createRole,
  listDeletedRoles,
  listRoles,
  type NO_RENAME_RIGHT,
  type OfferArgs,
  offerNames,
  type RenameArgs,
  renameByRight,
  renameRole,
  restoreRole,
  softDeleteRole,
} from './roles.procedures.ts';
import type { role, roleTemplate, roleTemplateSkill } from './roles.tables.ts';

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

/** On whose behalf the book reads and writes: a handler's context, or the scope of a module. */
export interface RoleCaller {
  readonly store: Pick<Store, 'run'>;
  readonly clock: Clock;
}

export interface RoleBookDependencies {
  readonly ids: RoleIds;
  readonly rules: NameRules;
  readonly names: RandomNames;
  readonly templates: RoleTemplates;
  readonly watchers?: RoleWatchers;
}

export interface RoleBookOptions {
  /** Roles that one account may have on one server; deleted ones that can be restored are not counted. */
  readonly rolesMax: number;
  /** Deleted roles that one account may have on one server until they are purged. */
  readonly deletedMax: number;
  /** False refuses every creation with 10004. */
  readonly isRegisterOpen: boolean;
  /** How long a deleted role can be restored, in milliseconds. */
  readonly restoreMs: number;
  /** How long an offered name is reserved, in milliseconds. */
  readonly offerMs: number;
}

export const ROLE_BOOK_OPTIONS: RoleBookOptions = {
  rolesMax: 1,
  deletedMax: 20,
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
  /** What the player's platform says, and when the player signed in; kept with the role. */
  readonly origin?: RoleOrigin;
}

export interface RenameRequest {
  readonly account: string;
  readonly roleId: bigint;
  readonly newName: string;
}

/** What the rules and templates say of a role to be made. */
interface NamedRole {
  readonly name: string;
  readonly key: string;
  readonly template: Row<typeof roleTemplate>;
}

export type CreateOutcome =
  | { readonly ok: true; readonly roleId: bigint }
  | { readonly ok: false; readonly code: CreateFailure };

/** A deleted role and how long it can still be brought back. */
export interface DeletedRole {
  readonly row: RoleRow;
  readonly restoreSeconds: number;
}

/** A name that the rules allow, or why a role cannot have it. */
type Renamed<Failure> = { readonly name: string } | Failure;

export class RoleBook {
  readonly options: RoleBookOptions;
  readonly #dependencies: RoleBookDependencies;
  /** Ids taken for creations that were then refused, by server: given to the next, so that refusals use up none. */
  readonly #spareIds = new Map<number, bigint[]>();

  constructor(dependencies: RoleBookDependencies, options: Partial<RoleBookOptions> = {}) {
    this.#dependencies = dependencies;
    this.options = { ...ROLE_BOOK_OPTIONS, ...options };
  }

  /** The account's roles, oldest first, without deleted ones. */
  list({ store }: RoleCaller, { account, serverId }: AccountOnServer): Promise<RoleRow[]> {
    return store.run(listRoles, { account, serverId });
  }

  /** The account's deleted roles that can still be restored; of too many for one message, those deleted last. */
  async listDeleted({ store, clock }: RoleCaller, { account, serverId }: AccountOnServer): Promise<DeletedRole[]> {
    const rows = await store.run(listDeletedRoles, { account, serverId });
    const nowMs = clock.wallMs();
    return rows
      .map((row) => ({
        row,
        restoreSeconds: Math.ceil(((row.deletedMs ?? 0) + this.options.restoreMs - nowMs) / 1000),
      }))
      .filter(({ restoreSeconds }) => restoreSeconds > 0);
  }

  /** A name for a boy and one for a girl, reserved for this account while the offer stands. Empty when none is free. */
  async offer({ store, clock }: RoleCaller, owner: AccountOnServer): Promise<{ boy: string; girl: string }> {
    const nowMs = clock.wallMs();
    let offer = { boy: '', girl: '' };
    for (let round = 0; round < NAME_OFFER_ROUNDS && (offer.boy === '' || offer.girl === ''); round++) {
      const args = (gender: NameGender): OfferArgs => ({
        holder: owner.account,
        candidates: this.#candidates(gender, round),
        nowMs,
        untilMs: nowMs + this.options.offerMs,
      });
      offer = await store.run(offerNames, { boys: args('boy'), girls: args('girl') });
    }
    return offer;
  }

  /** Creates a role. Faults are reported in the classic server's order: limit, closed, name, taken, anything else. */
  async create(caller: RoleCaller, request: CreateRequest): Promise<CreateOutcome> {
    const verdict = this.#dependencies.rules.check(request.name);
    const template = this.#dependencies.templates.find(request.gender, request.classType);
    if (!this.options.isRegisterOpen || !verdict.ok || template === null) {
      return { ok: false, code: await this.#refusal(caller, request, verdict) };
    }
    return this.#insert(caller, request, { name: verdict.name, key: verdict.key, template });
  }

  /** Creates a role with a name of the server's making, which the rules of names need not allow. */
  async createVisitor(caller: RoleCaller, request: CreateRequest): Promise<CreateOutcome> {
    const template = this.#dependencies.templates.find(request.gender, request.classType);
    if (template === null) return { ok: false, code: CREATE_FAILURE.failed };
    return this.#insert(caller, request, { name: request.name, key: nameKey(request.name), template });
  }

  /** Deletes a role; it can be restored for a while. Null, or why not. */
  async delete(
    { store, clock }: RoleCaller,
    { account, serverId }: AccountOnServer,
    roleId: bigint,
  ): Promise<ChangeFailure | null> {
    const { deletedMax } = this.options;
    const args = { account, serverId, roleId, nowMs: clock.wallMs(), deletedMax };
    const failure = await store.run(softDeleteRole, args);
    if (failure === null) this.#dependencies.watchers?.deleted(roleId);
    return failure;
  }

  /** Restores a deleted role within the window. Null, or why not. */
  restore({ store, clock }: RoleCaller, owner: AccountOnServer, roleId: bigint): Promise<ChangeFailure | null> {
    const { account, serverId } = owner;
    const deletedAfterMs = clock.wallMs() - this.options.restoreMs;
    return store.run(restoreRole, { account, serverId, roleId, deletedAfterMs, rolesMax: this.options.rolesMax });
  }

  /** Gives a role another name: the spelling that was stored, or why not. */
  rename(caller: RoleCaller, request: RenameRequest): Promise<Renamed<CreateFailure>> {
    return this.#rename(caller, request, (args) => caller.store.run(renameRole, args));
  }

  /** As `rename`, and uses up a right to another name that the role was given. */
  renameByRight(caller: RoleCaller, request: RenameRequest): Promise<Renamed<CreateFailure | typeof NO_RENAME_RIGHT>> {
    return this.#rename(caller, request, (args) => caller.store.run(renameByRight, args));
  }

  /** Whether the account `to` could take over all roles of `from` now. */
  async hasRoom(caller: RoleCaller, from: AccountOnServer, to: string): Promise<boolean> {
    const there = { account: to, serverId: from.serverId };
    const [moving, present] = await Promise.all([this.list(caller, from), this.list(caller, there)]);
    return moving.length + present.length <= this.options.rolesMax;
  }

  async #rename<Failure extends number>(
    { clock }: RoleCaller,
    { account, roleId, newName }: RenameRequest,
    store: (args: RenameArgs) => Promise<Failure | null>,
  ): Promise<Renamed<CreateFailure | Failure>> {
    const verdict = this.#dependencies.rules.check(newName);
    if (!verdict.ok) return CREATE_FAILURE.nameRefused;
    const { name, key } = verdict;
    const failure = await store({ account, roleId, name, nameKey: key, nowMs: clock.wallMs() });
    if (failure !== null) return failure;
    this.#dependencies.watchers?.renamed(roleId, name);
    return { name };
  }

  /** The first fault of a creation that cannot succeed, in the classic server's order. */
  async #refusal(caller: RoleCaller, owner: AccountOnServer, verdict: NameVerdict): Promise<CreateFailure> {
    if ((await this.list(caller, owner)).length >= this.options.rolesMax) return CREATE_FAILURE.tooManyRoles;
    if (!this.options.isRegisterOpen) return CREATE_FAILURE.registerOff;
    if (!verdict.ok) return CREATE_FAILURE.nameRefused;
    const ask = { nameKey: verdict.key, account: owner.account, nowMs: caller.clock.wallMs() };
    return (await caller.store.run(askNameFree, ask)) ? CREATE_FAILURE.failed : CREATE_FAILURE.nameUsed;
  }

  async #insert(caller: RoleCaller, request: CreateRequest, named: NamedRole): Promise<CreateOutcome> {
    const { account, serverId, classType, address, origin } = request;
    const roleId = this.#spareIds.get(serverId)?.pop() ?? (await this.#dependencies.ids.next(serverId));
    const nowMs = caller.clock.wallMs();
    const row: RoleRow = {
      ...named.template,
      roleId,
      account,
      serverId,
      name: named.name,
      nameKey: named.key,
      exp: 0n,
      createdMs: nowMs,
      createdFrom: address,
      playedMs: null,
      deletedMs: null,
    };
    const templates = this.#dependencies.templates.skills(classType);
    const skills = templates.map(({ skillId, level }) => ({ skillId, level }));
    // An id whose creation failed for an unknown reason may be in the database: only a refusal gives it back.
    const from = origin === undefined ? {} : { origin };
    const failure = await caller.store.run(createRole, {
      row,
      skills,
      ...from,
      rolesMax: this.options.rolesMax,
      nowMs,
    });
    if (failure === null) {
      this.#dependencies.watchers?.created({ roleId, account, origin: origin ?? null });
      return { ok: true, roleId };
    }
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
