// The requests of a client to a LoginGate: register, sign in, choose a server. One request at a time; each rejects with `MirClientError`.
import { decodeText } from '../names/index.ts';
import {
  CM,
  type RecordLayout,
  readRecord,
  SM,
  USER_ENTRY,
  USER_ENTRY_ADD,
  USER_ENTRY_ADD_WIDE,
  writeRecord,
} from '../wire/index.ts';
import { type ChosenServer, type ListedServer, readChosenServer, readServers } from './message-text.ts';
import type { Heard, MirConnection } from './mir-connection.ts';
import type { RequestName } from './request-name.ts';

type EntryField = (typeof USER_ENTRY)[number][0];
type EntryAddField = (typeof USER_ENTRY_ADD)[number][0];

/** What a player fills in; account and password are needed, the rest is empty when left out. */
export type Registration = Readonly<Partial<Record<EntryField | EntryAddField, string>>> & {
  readonly account: string;
  readonly password: string;
};

export interface SignedIn {
  readonly servers: readonly ListedServer[];
  /** What the server knows of the account when it wants more (531); null when it wants nothing. */
  readonly wanted: Readonly<Record<string, string>> | null;
}

export interface Recovery {
  readonly account: string;
  readonly quiz: string;
  readonly answer: string;
  readonly quiz2: string;
  readonly answer2: string;
  readonly birthday: string;
}

/** Where the C++ family's answer names no port. */
const SELECT_PORT = 7100;
const TAB = '\t';
/** Of most families; of PL, whose number elsewhere is a refused sign-in; of K98. */
const VERSION_TAKEN: readonly number[] = [SM.certificationSuccess, SM.idNotFound, 1];

export class LoginClient {
  readonly connection: MirConnection;

  constructor(connection: MirConnection) {
    this.connection = connection;
  }

  /** Sends the client's own version, a date such as 20020522. */
  async checkVersion(version: number): Promise<void> {
    await this.connection.ask({
      request: 'check-version',
      message: { ident: CM.protocol, recog: version },
      answers: VERSION_TAKEN,
      refusals: [SM.certificationFail],
    });
  }

  async register(registration: Registration): Promise<void> {
    await this.connection.ask({
      request: 'register',
      message: { ident: CM.register },
      blocks: this.#entryBlocks('register', registration),
      answers: [SM.registerSuccess],
      refusals: [SM.registerFail],
    });
  }

  /** Fills in what the server asked for with 531. */
  async updateAccount(registration: Registration): Promise<void> {
    await this.connection.ask({
      request: 'update-account',
      message: { ident: CM.updateAccount },
      blocks: this.#entryBlocks('update-account', registration),
      answers: [SM.updateSuccess],
      refusals: [SM.updateFail],
    });
  }

  async signIn(account: string, password: string): Promise<SignedIn> {
    const heard = await this.connection.ask({
      request: 'sign-in',
      message: { ident: CM.signIn },
      blocks: [this.connection.text('sign-in', `${account}/${password}`)],
      answers: [SM.servers],
      refusals: [SM.passwordFail, SM.idNotFound, SM.certificationFail, SM.startFail],
    });
    const servers = readServers(heard.body, this.connection.form);
    if (servers === null) throw this.connection.senseless('sign-in', 'its list of servers cannot be read');
    const wanted = this.connection.take(SM.accountNeedsUpdate);
    return { servers, wanted: wanted === null ? null : this.#readWanted(wanted) };
  }

  async changePassword(change: {
    readonly account: string;
    readonly from: string;
    readonly to: string;
  }): Promise<void> {
    await this.connection.ask({
      request: 'change-password',
      message: { ident: CM.changePassword },
      blocks: [this.connection.text('change-password', [change.account, change.from, change.to].join(TAB))],
      answers: [SM.changePasswordSuccess],
      refusals: [SM.changePasswordFail],
    });
  }

  /** The password that the server sends: a new one, or with original servers the old. */
  async recoverPassword({ account, quiz, answer, quiz2, answer2, birthday }: Recovery): Promise<string> {
    const isDm = this.connection.form.dialect.name === 'DM';
    const { body } = await this.connection.ask({
      request: 'recover-password',
      message: { ident: isDm ? CM.recoverPasswordDm : CM.recoverPassword },
      blocks: [this.connection.text('recover-password', [account, quiz, answer, quiz2, answer2, birthday].join(TAB))],
      answers: [SM.recoverPasswordSuccess, SM.recoverPasswordSuccessDm],
      refusals: [SM.recoverPasswordFail, SM.recoverPasswordFailDm],
    });
    const password = decodeText(body, this.connection.form.encoding);
    if (password === null || password === '')
      throw this.connection.senseless('recover-password', 'there is no password in it');
    return password;
  }

  /** Where the characters of the account on that server are, and the session to show there. */
  async chooseServer({ name, index }: Pick<ListedServer, 'name' | 'index'>): Promise<ChosenServer> {
    const isCpp = this.connection.form.dialect.name === 'CPP';
    const heard = await this.connection.ask({
      request: 'choose-server',
      message: { ident: CM.selectServer, ...(isCpp ? { param: index } : {}) },
      blocks: [this.connection.text('choose-server', name)],
      answers: [SM.serverSelected],
      refusals: [SM.startFail],
    });
    const chosen = readChosenServer(heard.body, heard.message, isCpp ? SELECT_PORT : null);
    if (chosen !== null) return chosen;
    throw this.connection.senseless('choose-server', 'it must name an address, a port and a session above 0');
  }

  close(): Promise<string> {
    return this.connection.close();
  }

  #entryBlocks(request: RequestName, fields: Registration): Uint8Array[] {
    const isWide = this.connection.form.dialect.name === 'DM';
    return [
      this.#record(request, USER_ENTRY, fields),
      this.#record(request, isWide ? USER_ENTRY_ADD_WIDE : USER_ENTRY_ADD, fields),
    ];
  }

  #record<Name extends EntryField | EntryAddField>(
    request: RequestName,
    layout: RecordLayout<Name>,
    fields: Registration,
  ): Uint8Array {
    const bytes: Partial<Record<Name, Uint8Array>> = {};
    for (const [name] of layout) bytes[name] = this.connection.text(request, fields[name] ?? '');
    return this.connection.written(request, () => writeRecord(layout, bytes));
  }

  #readWanted({ body }: Heard): Readonly<Record<string, string>> {
    const read = readRecord(USER_ENTRY, body);
    if (read.kind === 'malformed') return {};
    const { encoding } = this.connection.form;
    return Object.fromEntries(
      Object.entries(read.fields).map(([name, bytes]) => [name, decodeText(bytes, encoding) ?? '']),
    );
  }
}
