// The requests of a client to a SelGate: list, create, delete and restore characters, and choose one to play. One request at a time; each rejects with
// `MirClientError`.

import type { Endpoint } from '../../reactor/index.ts';
import { CM, SM } from '../wire/index.ts';
import { type ListedCharacter, readCharacters, readDeleted, readPlace } from './message-text.ts';
import type { MirConnection } from './mir-connection.ts';
import type { RequestName } from './request-name.ts';

export interface NewCharacter {
  readonly name: string;
  /** 1 to 5. */
  readonly hair: number;
  /** 0 warrior, 1 wizard, 2 taoist. */
  readonly job: number;
  /** 0 male, 1 female. */
  readonly sex: number;
}

/** The answer to a request for a character's return that says yes. */
const RESTORED = 1;
/** Where the C++ family's answer names no port. */
const PLAY_PORT = 7200;

export class CharacterClient {
  readonly connection: MirConnection;
  readonly #account: string;
  readonly #session: number;

  /** For the session that LoginSrv gave this account. */
  constructor(connection: MirConnection, session: { readonly account: string; readonly session: number }) {
    this.connection = connection;
    this.#account = session.account;
    this.#session = session.session;
  }

  /** The first request: it identifies the player. */
  async query(): Promise<readonly ListedCharacter[]> {
    const request = 'query-characters';
    const { message, body } = await this.connection.ask({
      request,
      message: { ident: CM.queryCharacters },
      blocks: [this.connection.text(request, `${this.#account}/${this.#session}`)],
      answers: [SM.queryCharacters],
      refusals: [SM.queryCharactersFail],
    });
    const characters = readCharacters(body, this.connection.form);
    const count = this.#isCpp ? message.param : message.recog;
    if (characters === null) throw this.connection.senseless(request, 'its list of characters cannot be read');
    if (count === characters.length) return characters;
    throw this.connection.senseless(request, `it announces ${count} characters and lists ${characters.length}`);
  }

  async create({ name, hair, job, sex }: NewCharacter): Promise<void> {
    const request = 'create-character';
    // Clients of the C++ family do not send the account.
    const owner = this.#isCpp ? '' : `${this.#account}/`;
    await this.connection.ask({
      request,
      message: { ident: CM.createCharacter },
      blocks: [this.connection.text(request, `${owner}${name}/${hair}/${job}/${sex}`)],
      answers: [SM.createSuccess],
      refusals: [SM.createFail],
    });
  }

  async delete(name: string): Promise<void> {
    const request = 'delete-character';
    await this.connection.ask({
      request,
      message: { ident: CM.deleteCharacter },
      blocks: [this.connection.text(request, name)],
      answers: [SM.deleteSuccess],
      refusals: [SM.deleteFail],
    });
  }

  /** Deleted ones that may be restored, where the family has a way to ask: DM and K98. */
  async queryDeleted(): Promise<readonly ListedCharacter[]> {
    const request = 'query-deleted';
    const idents = this.#deletedIdents(request);
    const { body } = await this.connection.ask({
      request,
      message: { ident: idents.query },
      answers: [idents.list],
      refusals: [],
    });
    const characters = readDeleted(body, idents.width, this.connection.form.encoding);
    if (characters !== null) return characters;
    throw this.connection.senseless(request, 'its list of characters cannot be read');
  }

  async restore(name: string): Promise<void> {
    const request = 'restore-character';
    const idents = this.#deletedIdents(request);
    const heard = await this.connection.ask({
      request,
      message: { ident: idents.restore },
      blocks: [this.connection.text(request, name)],
      answers: [idents.restored],
      refusals: [],
    });
    if (heard.message.recog !== RESTORED) throw this.connection.refused(request, heard);
  }

  /** Where to play. For the server this connection is finished then. */
  async select(name: string): Promise<Endpoint> {
    const request = 'select-character';
    const { body } = await this.connection.ask({
      request,
      message: { ident: CM.selectCharacter },
      blocks: [this.connection.text(request, `${this.#account}/${name}`)],
      answers: [SM.startPlay],
      refusals: [SM.startFail],
    });
    const place = readPlace(body, this.#isCpp ? PLAY_PORT : null);
    if (place !== null) return place;
    throw this.connection.senseless(request, 'it must name an address and a port');
  }

  close(): Promise<string> {
    return this.connection.close();
  }

  get #isCpp(): boolean {
    return this.connection.form.dialect.name === 'CPP';
  }

  #deletedIdents(request: RequestName) {
    const { name } = this.connection.form.dialect;
    if (name === 'K98') {
      const [query, list, width] = [CM.queryDeleted, SM.queryDeleted, 5 as const];
      return { query, list, width, restore: CM.restoreDeleted, restored: SM.restoreDeleted };
    }
    if (name === 'DM') {
      const [query, list, width] = [CM.viewDeleted, SM.viewDeleted, 4 as const];
      return { query, list, width, restore: CM.renewDeleted, restored: SM.renewDeleted };
    }
    throw this.connection.error('request-invalid', request, `clients of ${name} do not know it: choose DM or K98`);
  }
}
