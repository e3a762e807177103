// The answers to messages about characters, for an account that has proved its session. Requests name accounts too; a request that names another account is refused and
// counted.
import type { Counters } from '../../base/index.ts';
import { CM, SM } from '../wire/index.ts';
import type { CharacterBook, CreateAnswer } from './character-book.ts';
import {
  type CreateFault,
  createFailReply,
  type DeletedForm,
  deletedFormOf,
  deletedListReply,
  deletedReply,
  listReply,
  type Reply,
  type ReplyForm,
  type RestoreFault,
  restoreReply,
} from './character-replies.ts';
import { readCreate, readName, readSelect } from './character-requests.ts';

export interface Answering {
  /** The answer when the store fails. */
  readonly failure: Reply;
  answer(account: string, bytes: Uint8Array): Promise<Reply>;
}

const CREATE_FAULTS: Readonly<Record<NonNullable<CreateAnswer>, CreateFault>> = {
  'name-refused': 'name',
  'name-denied': 'taken',
  'name-taken': 'taken',
  'account-full': 'full',
  'looks-refused': 'failed',
};
const RESTORE_FAULTS = {
  'name-refused': 'name',
  'not-found': 'not-found',
  foreign: 'foreign',
  'not-deleted': 'not-deleted',
  'account-full': 'full',
} as const satisfies Record<string, RestoreFault>;

const CREATED: Reply = { message: { ident: SM.createSuccess } };
const DELETE_FAIL: Reply = { message: { ident: SM.deleteFail } };

export class CharacterAnswers {
  readonly #book: CharacterBook;
  readonly #form: ReplyForm;
  readonly #counters: Counters;
  readonly #byIdent: ReadonlyMap<number, Answering>;

  constructor(parts: { readonly book: CharacterBook; readonly form: ReplyForm; readonly counters: Counters }) {
    this.#book = parts.book;
    this.#form = parts.form;
    this.#counters = parts.counters;
    this.#byIdent = new Map(this.#answerings());
  }

  /** Null for a message that asks nothing of the kind. */
  of(ident: number): Answering | null {
    return this.#byIdent.get(ident) ?? null;
  }

  async list(account: string): Promise<Reply> {
    return listReply(await this.#book.shown(account), this.#form);
  }

  /** Whether the player may go on to play as the character that is named. */
  async mayPlay(account: string, bytes: Uint8Array): Promise<boolean> {
    const request = readSelect(bytes, this.#form.encoding);
    if (request === null) return this.#refused('select', 'malformed');
    if (request.account !== account) return this.#refused('select', 'foreign-account');
    const refusal = await this.#book.select(account, request.name);
    return refusal === null || this.#refused('select', refusal);
  }

  *#answerings(): Generator<readonly [number, Answering]> {
    const { dialect, encoding } = this.#form;
    const failure = createFailReply('failed', dialect);
    yield [CM.createCharacter, { failure, answer: (account, bytes) => this.#create(account, bytes) }];
    yield [CM.deleteCharacter, { failure: DELETE_FAIL, answer: (account, bytes) => this.#delete(account, bytes) }];
    const form = deletedFormOf(dialect);
    if (form === null) return;
    yield [
      form.listIdent,
      {
        failure: deletedListReply([], form, encoding),
        answer: async (account) => deletedListReply(await this.#book.deleted(account), form, encoding),
      },
    ];
    yield [
      form.restoreIdent,
      {
        failure: restoreReply('not-found', form),
        answer: (account, bytes) => this.#restore(account, bytes, form),
      },
    ];
  }

  async #create(account: string, bytes: Uint8Array): Promise<Reply> {
    const { dialect } = this.#form;
    const request = readCreate(bytes, this.#form);
    if (request === null) {
      this.#refused('create', 'malformed');
      return createFailReply('name', dialect);
    }
    if (request.account !== null && request.account !== account) {
      this.#refused('create', 'foreign-account');
      return createFailReply('failed', dialect);
    }
    const refusal = await this.#book.create(account, request);
    if (refusal === null) return CREATED;
    this.#refused('create', refusal);
    return createFailReply(CREATE_FAULTS[refusal], dialect);
  }

  async #delete(account: string, bytes: Uint8Array): Promise<Reply> {
    const { dialect } = this.#form;
    const refusal = await this.#book.remove(account, readName(bytes, dialect));
    if (refusal === null) return deletedReply(dialect);
    this.#refused('delete', refusal);
    return DELETE_FAIL;
  }

  async #restore(account: string, bytes: Uint8Array, form: DeletedForm): Promise<Reply> {
    const refusal = await this.#book.restore(account, readName(bytes, this.#form.dialect));
    if (refusal === null) return restoreReply(null, form);
    this.#refused('restore', refusal);
    return restoreReply(RESTORE_FAULTS[refusal], form);
  }

  #refused(request: 'create' | 'delete' | 'restore' | 'select', why: string): false {
    this.#counters.counter('mir_characters_refused', `${request}-${why}`).add();
    return false;
  }
}
