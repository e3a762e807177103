// The whole path of a player, from no account to the address of a game server:
//
//   connect-login ▶ register ▶ sign-in ▶ choose-server ▶ connect-select ▶ query ▶ create ▶ query ▶ select
//
// An account and a character that are there already are used. What the servers say is held against each other: a character that was made is listed, one that
// was acknowledged before is still there.
import { type Clock, sleep } from '../../base/index.ts';
import type { Endpoint, Reactor } from '../../reactor/index.ts';
import { SM } from '../wire/index.ts';
import { CharacterClient, type NewCharacter } from './character-client.ts';
import { AFTER_QUERY_MS, NEXT_GATE_MS } from './limits.ts';
import { LoginClient, type Registration, type SignedIn } from './login-client.ts';
import type { ChosenServer, ListedCharacter, ListedServer } from './message-text.ts';
import { MirClientError } from './mir-client-error.ts';
import { dialMir, type MirConnection, type MirForm } from './mir-connection.ts';
import type { RequestName } from './request-name.ts';

/** What servers want a client to wait for; ours want nothing. */
export interface MirWaits {
  /** From leaving one gate to connecting to the next. */
  readonly nextGateMs: number;
  /** From the list of characters to a change of it, which some servers pass over in silence before a second is over. */
  readonly afterQueryMs: number;
}

export const NO_WAITS: MirWaits = { nextGateMs: 0, afterQueryMs: 0 };
/** As the clients of the field wait. */
export const CLASSIC_WAITS: MirWaits = { nextGateMs: NEXT_GATE_MS, afterQueryMs: AFTER_QUERY_MS };

export interface MirPathOptions {
  /** The LoginGate. */
  readonly login: Endpoint;
  readonly form: MirForm;
  readonly account: string;
  readonly password: string;
  /** Registers the account first, which may exist already; null when it does. */
  readonly registration: Registration | null;
  /** The server's name; the first of the list when left out. */
  readonly server?: string;
  readonly character: NewCharacter;
  /** The character was acknowledged before: that it is not listed is a loss. */
  readonly isCharacterKnown?: boolean;
  readonly waits?: MirWaits;
  readonly connectMs?: number;
  readonly timeoutMs?: number;
  /** Called with each step that was acknowledged and how long it took. */
  readonly onStep?: (step: RequestName, ms: number) => void;
}

export interface MirPathEnd {
  /** Whether the account, and the character, were made on this way. */
  readonly isRegistered: boolean;
  readonly isCreated: boolean;
  readonly session: number;
  readonly characters: readonly ListedCharacter[];
  /** Where to play. */
  readonly rungate: Endpoint;
}

export interface MirPathParts {
  readonly reactor: Reactor;
  readonly clock: Clock;
}

/** Rejects with `MirClientError`. No connection is left open. */
export async function followMirPath(parts: MirPathParts, options: MirPathOptions): Promise<MirPathEnd> {
  return await new MirPath(parts, options).follow();
}

class MirPath {
  readonly #parts: MirPathParts;
  readonly #options: MirPathOptions;

  constructor(parts: MirPathParts, options: MirPathOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  async follow(): Promise<MirPathEnd> {
    const { nextGateMs } = this.#waits;
    const { isRegistered, chosen } = await this.#atLoginGate();
    if (nextGateMs > 0) await sleep(this.#parts.clock, nextGateMs);
    return { isRegistered, ...(await this.#atSelectGate(chosen)) };
  }

  get #waits(): MirWaits {
    return this.#options.waits ?? NO_WAITS;
  }

  async #atLoginGate(): Promise<{ readonly isRegistered: boolean; readonly chosen: ChosenServer }> {
    const { login: endpoint, account, password } = this.#options;
    return await this.#connected('connect-login', endpoint, async (connection) => {
      const login = new LoginClient(connection);
      const isRegistered = await this.#register(login);
      const { servers } = await this.#step('sign-in', () => login.signIn(account, password));
      const server = this.#serverOf(connection, servers);
      const chosen = await this.#step('choose-server', () => login.chooseServer(server));
      return { isRegistered, chosen };
    });
  }

  /** Whether the account is new. */
  async #register(login: LoginClient): Promise<boolean> {
    const { registration } = this.#options;
    if (registration === null) return false;
    try {
      await this.#step('register', () => login.register(registration));
      return true;
    } catch (error) {
      if (isRefusal(error, SM.registerFail, 0)) return false;
      throw error;
    }
  }

  #serverOf(connection: MirConnection, servers: SignedIn['servers']): ListedServer {
    const { server } = this.#options;
    const found = server === undefined ? servers[0] : servers.find(({ name }) => name === server);
    if (found !== undefined) return found;
    const listed = servers.map(({ name }) => name).join(', ');
    const what = server === undefined ? 'the list of servers is empty' : `there is no server ${server} in: ${listed}`;
    throw connection.error('answer-malformed', 'sign-in', what);
  }

  async #atSelectGate({ endpoint, session }: ChosenServer): Promise<Omit<MirPathEnd, 'isRegistered'>> {
    const { account, character } = this.#options;
    return await this.#connected('connect-select', endpoint, async (connection) => {
      const gate = new CharacterClient(connection, { account, session });
      const before = await this.#step('query-characters', () => gate.query());
      const isCreated = !isListed(before, character.name);
      if (isCreated && this.#options.isCharacterKnown === true) throw this.#lost(connection);
      const characters = isCreated ? await this.#create(gate) : before;
      const rungate = await this.#step('select-character', () => gate.select(character.name));
      return { isCreated, session, characters, rungate };
    });
  }

  async #create(gate: CharacterClient): Promise<readonly ListedCharacter[]> {
    const { character } = this.#options;
    const { afterQueryMs } = this.#waits;
    if (afterQueryMs > 0) await sleep(this.#parts.clock, afterQueryMs);
    await this.#step('create-character', () => gate.create(character));
    const characters = await this.#step('query-characters', () => gate.query());
    if (!isListed(characters, character.name)) throw this.#lost(gate.connection);
    return characters;
  }

  #lost(connection: MirConnection): MirClientError {
    const { account, character } = this.#options;
    const what = `the character ${character.name} of ${account} was acknowledged and is not listed`;
    return connection.error('lost', 'query-characters', what);
  }

  /** Does something over a connection, and closes it whatever comes of it. */
  async #connected<T>(
    request: 'connect-login' | 'connect-select',
    endpoint: Endpoint,
    use: (connection: MirConnection) => Promise<T>,
  ): Promise<T> {
    const { form, connectMs, timeoutMs } = this.#options;
    const { reactor, clock } = this.#parts;
    const connection = await this.#step(request, () =>
      dialMir(reactor, {
        endpoint,
        form,
        clock,
        request,
        ...(connectMs === undefined ? {} : { connectMs }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      }),
    );
    try {
      return await use(connection);
    } finally {
      await connection.close();
    }
  }

  async #step<T>(step: RequestName, act: () => Promise<T>): Promise<T> {
    const { clock } = this.#parts;
    const startMs = clock.monotonicMs();
    const result = await act();
    this.#options.onStep?.(step, clock.monotonicMs() - startMs);
    return result;
  }
}

/** Whether an error is that message of refusal with that code. */
export function isRefusal(error: unknown, ident: number, code: number): boolean {
  return error instanceof MirClientError && error.refusal?.ident === ident && error.refusal.code === code;
}

function isListed(characters: readonly ListedCharacter[], name: string): boolean {
  return characters.some((each) => each.name === name);
}
