// One client at LoginSrv: it sends its version, signs in, chooses a server, and gets the address of a selgate and a session. Each request is answered, also where the
// originals send nothing.
import { encodeText } from '../names/index.ts';
import { CM, type MirMessage, SM } from '../wire/index.ts';
import type { AccountRow } from './account-book.ts';
import { AccountDesk, deskIdentOf } from './account-desk.ts';
import { accountKey } from './account-rules.ts';
import { bodyBytes, bodyFields } from './body-text.ts';
import type { GateClient, GateClientHandler } from './gate-client.ts';
import { UNKNOWN_MESSAGES_MAX } from './limits.ts';
import type { LoginServices } from './login-services.ts';
import type { LoginSession } from './login-sessions.ts';
import { type ListedServer, ServerStatus } from './server-list.ts';
import { writeUserEntry } from './user-record.ts';

const SLASH = 0x2f;

/** The `recog` of a refused sign-in, as clients put it into words. */
const REFUSAL = { unknownAccount: 0, wrongPassword: -1, locked: -2, taken: -3, banned: -5 } as const;
type Refusal = keyof typeof REFUSAL;

export class LoginClient implements GateClientHandler {
  readonly #services: LoginServices;
  readonly #client: GateClient;
  readonly #desk: AccountDesk;
  #session: LoginSession | null = null;
  /** The server was chosen: that is done once. */
  #hasChosen = false;
  #unknownCount = 0;

  constructor(services: LoginServices, client: GateClient) {
    this.#services = services;
    this.#client = client;
    this.#desk = new AccountDesk(services, client);
  }

  message(message: Required<MirMessage>, body: Uint8Array): Promise<void> | void {
    const { ident } = message;
    if (ident === CM.protocol) return this.#checkVersion(message.recog);
    if (ident === CM.signIn) return this.#signIn(body);
    if (ident === CM.selectServer) return this.#choose(message, body);
    const desk = deskIdentOf(ident);
    if (desk !== null) return this.#desk.handle(desk, body, this.#session?.account ?? null);
    this.#services.counters.counter('mir_message_unknown').add();
    this.#unknownCount++;
    if (this.#unknownCount > UNKNOWN_MESSAGES_MAX) this.#client.kick('too-many-unknown');
  }

  closed(): void {
    if (this.#session !== null) this.#services.sessions.leave(this.#session);
  }

  #checkVersion(version: number): void {
    const { rules, dialect } = this.#services;
    const isTaken = rules.versionMin === null || version >= rules.versionMin;
    this.#client.reply({ ident: isTaken ? CERTIFICATION_SUCCESS[dialect.name] : SM.certificationFail });
  }

  async #signIn(body: Uint8Array): Promise<void> {
    if (this.#session !== null) {
      this.#client.kick('signed-in-twice');
      return;
    }
    const { codec, encoding } = this.#services;
    const fields = bodyFields(bodyBytes(body, codec), { divider: SLASH, count: 2, encoding });
    const [account = null, password = null] = fields ?? [];
    const row = account === null || password === null ? 'unknownAccount' : await this.#judge(account, password);
    // A client that has disconnected would leave a session that never ends.
    if (!this.#client.isOpen) return;
    if (typeof row === 'string') this.#refuse(row);
    else this.#admit(row, password ?? '');
  }

  async #judge(account: string, password: string): Promise<AccountRow | Refusal> {
    const { accounts, locks } = this.#services;
    const checked = await locks.attempt<AccountRow | Refusal>(accountKey(account), this.#client.address, async () => {
      const row = await accounts.find(account);
      if (row === null) return { isRight: null, result: 'unknownAccount' };
      const verified = await accounts.verified(row, password, () => this.#client.isOpen);
      // The password of a client that has gone may not have been checked.
      const isRight = this.#client.isOpen ? verified !== null : null;
      if (verified === null) return { isRight, result: 'wrongPassword' };
      return { isRight, result: verified.isBanned ? 'banned' : verified };
    });
    return checked ?? 'locked';
  }

  #admit(row: AccountRow, password: string): void {
    const { sessions } = this.#services;
    const session = sessions.signIn(row.account, this.#client.address, this.#client);
    if (session === 'taken') {
      this.#refuse('taken');
      return;
    }
    if (session === 'full') {
      this.#count('full');
      this.#client.reply({ ident: SM.startFail });
      return;
    }
    this.#count('ok');
    this.#session = session;
    if (row.userName === '' || row.quiz2 === '') this.#askToComplete(row, password);
    this.#sendServers();
  }

  /** The form comes back filled in as far as we know; the password in it is what the client has just sent. */
  #askToComplete(row: AccountRow, password: string): void {
    const { account, userName, idNumber, phone, quiz, email } = row;
    const entry = { account, password, userName, idNumber, phone, quiz, email };
    this.#client.reply({ ident: SM.accountNeedsUpdate }, writeUserEntry(entry, this.#services.encoding));
  }

  #sendServers(): void {
    const { dialect, servers: list, encoding } = this.#services;
    const { servers } = list;
    if (dialect.name === 'CPP') {
      const text = servers.map(({ name }, index) => `${index},${name},`).join('');
      this.#client.reply({ ident: SM.servers, param: 1, series: servers.length }, encodeText(`${text}\0`, encoding));
      return;
    }
    const text = servers.map((server) => `${server.name}/${list.statusOf(server)}/`).join('');
    this.#client.reply({ ident: SM.servers, series: servers.length }, encodeText(text, encoding));
  }

  async #choose(message: Required<MirMessage>, body: Uint8Array): Promise<void> {
    const { sessions, counters, log } = this.#services;
    const server = this.#serverOf(message, body);
    if (this.#session === null || this.#hasChosen) {
      this.#client.reply({ ident: SM.outOfConnection });
      return;
    }
    const status = server === null ? ServerStatus.away : this.#services.servers.statusOf(server);
    if (server === null || status === ServerStatus.away || status === ServerStatus.full) {
      if (server !== null && status === ServerStatus.away) {
        log.warn('a server was chosen that is not on the session bus', { server: server.name });
      }
      counters.counter('mir_servers_refused', refusalOf(server, status)).add();
      this.#client.reply({ ident: SM.startFail });
      return;
    }
    this.#hasChosen = true;
    const isOpen = await sessions.choose(this.#session, server.name);
    if (isOpen) this.#sendOn(server, this.#session.session);
    else this.#client.reply({ ident: SM.outOfConnection });
  }

  /** Clients of the C++ family choose by number, and send a text that means nothing. */
  #serverOf({ param }: Required<MirMessage>, body: Uint8Array): ListedServer | null {
    const { servers, codec, encoding, dialect } = this.#services;
    const [name = null] = bodyFields(bodyBytes(body, codec), { divider: SLASH, count: 1, encoding }) ?? [];
    const found = name === null ? null : servers.find(name.trim());
    return found ?? (dialect.name === 'CPP' ? (servers.servers[param] ?? null) : null);
  }

  /** Some clients read the session from the header, others from the text. */
  #sendOn(server: ListedServer, session: number): void {
    const { rules, servers, sent, encoding } = this.#services;
    const { host, port } = sent.of(servers.routeOf(server), this.#client, rules.isAddressDynamic);
    const text = encodeText(`${host}/${port}/${session}`, encoding);
    this.#client.reply({ ident: SM.serverSelected, recog: session }, text);
  }

  #refuse(reason: Refusal): void {
    this.#count(reason);
    this.#client.reply({ ident: SM.passwordFail, recog: REFUSAL[reason] });
  }

  #count(outcome: string): void {
    this.#services.counters.counter('mir_sign_ins', outcome).add();
  }
}

/** The answer that accepts a version. In other families PL's number means an unknown account. */
const CERTIFICATION_SUCCESS = { DM: SM.certificationSuccess, PL: 502, K98: 1, CPP: SM.certificationSuccess } as const;

function refusalOf(server: ListedServer | null, status: ServerStatus): string {
  if (server === null) return 'unknown';
  return status === ServerStatus.full ? 'full' : 'away';
}
