// The path into the world as a script: sign in (410 → 5), create a role when there is none (1120 → 400 → 401), choose
// the role and a line (10), receive the place (353, 71, 14) and confirm that the map is loaded (13). Robots, tests and
// `jadegate connect` use it.
//
// An error names the step that failed and the server's answer. Only a role name that is already taken is retried.
import { unreachable } from '../base/plain.ts';
import { WAITING_END } from '../gate/gate.failures.ts';
import { WaitingEndS2c, WaitingS2c } from '../gate/gate.messages.ts';
import {
  MapChangeFailedS2c,
  PlayerSelectRoleC2s,
  RoleLineQueryC2s,
  RoleLineQueryOkS2c,
} from '../modules/lines/lines.messages.ts';
import { UserAuthC2s, UserAuthFailS2c } from '../modules/login/login.messages.ts';
import {
  LearnedSkillS2c,
  MapCompleteC2s,
  ObjectUpdateS2c,
  RoleMapChangeS2c,
  type WorldObject,
} from '../modules/map/map.messages.ts';
import {
  CreateRoleFailedS2c,
  CreateRoleRequestC2s,
  CreateRoleSucessS2c,
  InitRandomRolenameS2c,
  PlayerRoleListS2c,
  ResetRandomRolenameC2s,
  type RoleEntry,
} from '../modules/roles/roles.messages.ts';
import { type Client, isMessage } from './client.ts';
import { ClientError, type Refusal } from './client-error.ts';
import { createCredentials } from './credentials.ts';
import type { EnterStep } from './enter-step.ts';
import type { Received } from './inbox.ts';
import { CREATE_TRIES_MAX, NEXT_MS, WAITING_SILENCE_MS } from './limits.ts';

/** The code of `create_role_failed_s2c` for a name that is taken. */
const NAME_USED = 10001;
/** The classic client's numbers. */
export const GENDER = { female: 0, male: 1 } as const;
const CLASS_TYPE = 1;

export interface EnterOptions {
  /** Sign-in fields; or an account name alone, for a server with the `dev` provider. */
  readonly credentials: UserAuthC2s | string;
  /**
   * The role to play; it is created when the account has no role of that name. Without it: the first role, or a new one
   * with an offered name.
   */
  readonly roleName?: string;
  /** Of a new role. */
  readonly gender?: number;
  readonly classType?: number;
  /** The line to play on; 0 or nothing leaves it to the server. */
  readonly lineWish?: number;
  /** Asks for the list of lines before choosing, as some clients do. */
  readonly isLineQueried?: boolean;
  /** Timeout of each answer. */
  readonly timeoutMs?: number;
  /** Called when a step begins. */
  readonly onStep?: (step: EnterStep) => void;
}

/** The place where the role entered. */
export interface Entered {
  readonly roleId: bigint;
  /** Empty for a role created just now, whose name the server may have changed; `object` has the name. */
  readonly roleName: string;
  readonly isNewRole: boolean;
  readonly mapId: number;
  readonly lineId: number;
  readonly x: number;
  readonly y: number;
  /** The role as the server describes it. */
  readonly object: WorldObject | null;
}

/**
 * Takes a client that has just connected into the world. Rejects with `ClientError`, whose `step` is the step that
 * failed.
 */
export async function enterWorld(client: Client, options: EnterOptions): Promise<Entered> {
  const run = new EnterRun(client, options);
  try {
    return await run.enter();
  } catch (error) {
    if (!(error instanceof ClientError) || error.code === 'too-many-waits') throw error;
    const { code, message, refusal, told } = error;
    throw new ClientError(code, `${run.step}: ${message}`, {
      step: run.step,
      told,
      ...(refusal === null ? {} : { refusal }),
      cause: error,
    });
  }
}

interface ChosenRole {
  readonly id: bigint;
  readonly name: string;
  readonly isNew: boolean;
}

class EnterRun {
  readonly #client: Client;
  readonly #options: EnterOptions;
  readonly #wait: { readonly timeoutMs?: number };
  #step: EnterStep = 'sign-in';

  constructor(client: Client, options: EnterOptions) {
    this.#client = client;
    this.#options = options;
    this.#wait = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
  }

  get step(): EnterStep {
    return this.#step;
  }

  async enter(): Promise<Entered> {
    const roles = await this.#signIn();
    const { roleName } = this.#options;
    const found = roleName === undefined ? roles[0] : roles.find(({ name }) => name === roleName);
    const role = found === undefined ? await this.#create() : { id: found.roleid, name: found.name, isNew: false };
    if (this.#options.isLineQueried === true) await this.#queryLines(found?.lastmapid ?? 0);
    return await this.#select(role);
  }

  async #signIn(): Promise<readonly RoleEntry[]> {
    this.#begin('sign-in');
    const { credentials } = this.#options;
    const ticket = typeof credentials === 'string' ? createCredentials({ username: credentials }) : credentials;
    if (this.#client.wantsWaiting) this.#client.enableWaiting();
    this.#client.send(UserAuthC2s, ticket);
    let wait = this.#wait;
    for (;;) {
      const answer = await this.#client.nextOf([PlayerRoleListS2c, UserAuthFailS2c, WaitingS2c, WaitingEndS2c], wait);
      if (isMessage(answer, PlayerRoleListS2c)) return answer.value.roles;
      if (isMessage(answer, UserAuthFailS2c)) {
        throw refused({ message: answer.type.name, reason: answer.value.reasonid });
      }
      wait = this.#waitAfter(answer);
      // Its place was kept no longer.
      if (isMessage(answer, WaitingEndS2c) && answer.value.code === WAITING_END.unknown) {
        this.#client.send(UserAuthC2s, ticket);
      }
    }
  }

  /** How long the next answer may take: one that waits for a place hears something all the time, or comes back for it. */
  #waitAfter(answer: Received): { readonly timeoutMs?: number } {
    const { timeoutMs = NEXT_MS } = this.#wait;
    if (!isMessage(answer, WaitingS2c)) return this.#wait;
    return { timeoutMs: Math.max(timeoutMs, answer.value.keepMs + WAITING_SILENCE_MS) };
  }

  async #create(): Promise<ChosenRole> {
    this.#begin('create-role');
    const { roleName } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const name = roleName ?? (await this.#offeredName(attempt > 1));
      const answer = await this.#tryName(name);
      if (typeof answer === 'bigint') return { id: answer, name, isNew: true };
      const isWorthAnother = roleName === undefined && answer === NAME_USED && attempt < CREATE_TRIES_MAX;
      if (!isWorthAnother)
        throw refused({ message: CreateRoleFailedS2c.name, reason: answer }, ` the name ${JSON.stringify(name)}`);
    }
  }

  async #offeredName(isAskedAgain: boolean): Promise<string> {
    if (isAskedAgain) this.#client.send(ResetRandomRolenameC2s, {});
    const { bn, gn } = await this.#client.next(InitRandomRolenameS2c, this.#wait);
    const name = this.#gender === GENDER.male ? bn : gn;
    if (name !== '') return name;
    throw new ClientError('refused', 'the server offered no role name; pass one as roleName', {
      refusal: { message: InitRandomRolenameS2c.name, reason: 0 },
    });
  }

  /** The id of the new role, or the code of the refusal. */
  async #tryName(roleName: string): Promise<bigint | number> {
    const { classType: classtype = CLASS_TYPE } = this.#options;
    this.#client.send(CreateRoleRequestC2s, { roleName, gender: this.#gender, classtype });
    const answer = await this.#client.nextOf([CreateRoleSucessS2c, CreateRoleFailedS2c], this.#wait);
    if (isMessage(answer, CreateRoleSucessS2c)) return answer.value.roleId;
    if (isMessage(answer, CreateRoleFailedS2c)) return answer.value.reasonid;
    return unreachable(answer as never);
  }

  async #queryLines(mapid: number): Promise<void> {
    this.#begin('query-lines');
    this.#client.send(RoleLineQueryC2s, { mapid });
    await this.#client.next(RoleLineQueryOkS2c, this.#wait);
  }

  async #select(role: ChosenRole): Promise<Entered> {
    this.#begin('select-role');
    const { lineWish: lineid = 0 } = this.#options;
    this.#client.send(PlayerSelectRoleC2s, { roleid: role.id, lineid });
    const answer = await this.#entryOrRefusal();
    if (isMessage(answer, MapChangeFailedS2c))
      throw refused({ message: answer.type.name, reason: answer.value.reasonid });
    this.#begin('enter-map');
    await this.#client.next(LearnedSkillS2c, this.#wait);
    const place = await this.#client.next(RoleMapChangeS2c, this.#wait);
    this.#client.send(MapCompleteC2s, {});
    const object = isMessage(answer, ObjectUpdateS2c) ? ownObject(answer.value, role.id) : null;
    const { x, y, lineid: lineId, mapid: mapId } = place;
    return { roleId: role.id, roleName: role.name, isNewRole: role.isNew, mapId, lineId, x, y, object };
  }

  /** It may wait for a place on a line before that. */
  async #entryOrRefusal(): Promise<Received> {
    let wait = this.#wait;
    for (;;) {
      const answer = await this.#client.nextOf([ObjectUpdateS2c, MapChangeFailedS2c, WaitingS2c, WaitingEndS2c], wait);
      if (!(isMessage(answer, WaitingS2c) || isMessage(answer, WaitingEndS2c))) return answer;
      wait = this.#waitAfter(answer);
    }
  }

  get #gender(): number {
    return this.#options.gender ?? GENDER.male;
  }

  #begin(step: EnterStep): void {
    this.#step = step;
    this.#options.onStep?.(step);
  }
}

function ownObject(update: ObjectUpdateS2c, roleId: bigint): WorldObject | null {
  return update.createAttrs.find(({ objectid }) => objectid === roleId) ?? null;
}

function refused(refusal: Refusal, what = ''): ClientError {
  const message = `the server refused${what} with ${refusal.message}, reason ${refusal.reason}`;
  return new ClientError('refused', message, { refusal });
}
