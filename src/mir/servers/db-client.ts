// One client of DBSrv. It proves a session first (message 100). All later requests are about characters of that session's account, even if a request names another
// account. It leaves to play once.
//
//   stranger ──100 with an open session──▶ known ──103 for an own character──▶ playing
//        ▲                                   │
//        └── LoginSrv closed the session: the client receives 528
import { type Clock, type Counters, type Logger, messageOf, sleep } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import { StoreError } from '../../store/index.ts';
import type { TextEncoding } from '../names/index.ts';
import { CM, type MirCodec, type MirMessage, SM } from '../wire/index.ts';
import type { SessionKey } from './bus-message.ts';
import type { CharacterAnswers } from './character-answers.ts';
import { listFailReply, type Reply } from './character-replies.ts';
import { readQuery } from './character-requests.ts';
import type { GateClient, GateClientHandler } from './gate-client.ts';
import { SESSION_FAILURES_MAX, SESSION_WAIT_MS, SESSION_WAIT_STEP_MS } from './limits.ts';
import type { SessionClients, SessionHold } from './session-clients.ts';

/** What a client's handler needs of its server. */
export interface DbHost {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly codec: MirCodec;
  readonly encoding: TextEncoding;
  readonly answers: CharacterAnswers;
  readonly sessions: SessionClients;
  /** Whether one more client may be waited for; each that was begun is ended. */
  beginWait(): boolean;
  endWait(): void;
  /** Where a client goes on to play; null, and logged, when nothing is set for its gate. */
  placeFor(client: GateClient): Endpoint | null;
  startPlay(place: Endpoint): Reply;
}

const OUT_OF_CONNECTION: Reply = { message: { ident: SM.outOfConnection } };
const START_FAIL: Reply = { message: { ident: SM.startFail } };

export class DbClient implements GateClientHandler {
  readonly #host: DbHost;
  readonly #client: GateClient;
  #hold: SessionHold | null = null;
  #failures = 0;
  #isPlaying = false;

  constructor(host: DbHost, client: GateClient) {
    this.#host = host;
    this.#client = client;
  }

  async message({ ident }: Required<MirMessage>, body: Uint8Array): Promise<void> {
    const decoded = this.#host.codec.decode(body);
    if (decoded.kind === 'malformed') this.#client.kick(decoded.reason);
    else if (ident === CM.queryCharacters) await this.#query(decoded.bytes);
    else await this.#ask(ident, decoded.bytes);
  }

  closed(): void {
    this.#release();
  }

  async #query(bytes: Uint8Array): Promise<void> {
    const session = readQuery(bytes, this.#host.encoding);
    if (session === null || !(await this.#isOpen(session))) {
      this.#refuseSession();
      return;
    }
    if (!this.#client.isOpen) return;
    this.#adopt(session);
    this.#reply(await this.#orFailure(listFailReply(), () => this.#host.answers.list(session.account)));
  }

  async #ask(ident: number, bytes: Uint8Array): Promise<void> {
    const { answers } = this.#host;
    const answering = answers.of(ident);
    if (answering === null && ident !== CM.selectCharacter) {
      this.#count('mir_message_unknown');
      return;
    }
    const account = this.#account();
    if (account === null) this.#reply(OUT_OF_CONNECTION);
    else if (answering === null) await this.#select(account, bytes);
    else this.#reply(await this.#orFailure(answering.failure, () => answering.answer(account, bytes)));
  }

  async #select(account: string, bytes: Uint8Array): Promise<void> {
    const { answers } = this.#host;
    if (this.#isPlaying) {
      this.#count('mir_characters_refused', 'select-again');
      this.#reply(START_FAIL);
      return;
    }
    // Asked first: a character is not marked as selected that cannot play.
    const place = this.#host.placeFor(this.#client);
    const reply = await this.#orFailure(START_FAIL, async () =>
      place !== null && (await answers.mayPlay(account, bytes)) ? this.#host.startPlay(place) : START_FAIL,
    );
    // A client that left meanwhile did not receive the address.
    if (reply !== START_FAIL && this.#client.isOpen) {
      this.#isPlaying = true;
      this.#hold?.play();
    }
    this.#reply(reply);
  }

  /** Of the session, while LoginSrv has not closed it. */
  #account(): string | null {
    const hold = this.#hold;
    if (hold?.isOpen === true) return hold.session.account;
    this.#count('mir_session_refused', hold === null ? 'none' : 'closed');
    this.#release();
    return null;
  }

  /** A session that is not known yet may be announced within the next moment. */
  async #isOpen(session: SessionKey): Promise<boolean> {
    const { sessions, clock } = this.#host;
    if (sessions.isOpen(session)) return true;
    if (!this.#host.beginWait()) return false;
    for (let waitedMs = 0; waitedMs < SESSION_WAIT_MS && this.#client.isOpen; waitedMs += SESSION_WAIT_STEP_MS) {
      await sleep(clock, SESSION_WAIT_STEP_MS);
      if (sessions.isOpen(session)) break;
    }
    this.#host.endWait();
    return sessions.isOpen(session);
  }

  #refuseSession(): void {
    this.#count('mir_session_refused', 'unknown');
    this.#release();
    this.#reply(listFailReply());
    this.#failures++;
    if (this.#failures >= SESSION_FAILURES_MAX) this.#client.kick('session-unknown');
  }

  #adopt(session: SessionKey): void {
    const { sessions } = this.#host;
    const before = this.#hold;
    const isSame = before?.session.session === session.session && before.session.account === session.account;
    if (isSame) return;
    this.#hold = sessions.hold(session);
    this.#isPlaying = false;
    before?.release();
  }

  #release(): void {
    this.#hold?.release();
    this.#hold = null;
  }

  /** The store's failures are for the operator; the client receives only that it did not work. */
  async #orFailure(failure: Reply, work: () => Promise<Reply>): Promise<Reply> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#count('mir_store_failed', error.code);
      this.#host.log.error(`characters cannot be read or written: ${messageOf(error)}`, { code: error.code });
      return failure;
    }
  }

  #reply({ message, body }: Reply): void {
    this.#client.reply(message, ...(body === undefined ? [] : [body]));
  }

  #count(name: string, label?: string): void {
    this.#host.counters.counter(name, label).add();
  }
}
