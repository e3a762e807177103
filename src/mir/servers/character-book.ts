// The rules of characters over the store that holds them: requests come as bytes of clients, and a refusal is a word.
import type { Store } from '../../store/index.ts';
import type { MirParts } from '../gate/index.ts';
import type { TextEncoding } from '../names/index.ts';
import {
  createCharacter,
  type DeleteRefusal,
  deleteCharacter,
  listCharacters,
  type RestoreRefusal,
  restoreCharacter,
  type SelectRefusal,
  selectCharacter,
} from './character.procedures.ts';
import { newName, storedName } from './character-names.ts';
import type { CreateRequest } from './character-requests.ts';
import { type Character, isLive } from './character-table.ts';
import type { CharacterRules } from './db-options.ts';
import { DenyList, type DenyListFile } from './deny-list.ts';

export type CreateAnswer = 'name-refused' | 'name-denied' | 'name-taken' | 'account-full' | 'looks-refused' | null;
/** Of a character that is named: null when it was done. */
export type NamedAnswer<Refusal> = Refusal | 'name-refused' | null;

const SEXES = 2;
/** A byte in original records. */
const HAIR_MAX = 255;

export interface CharacterBookParts extends Omit<MirParts, 'reactor' | 'random'> {
  readonly store: Store;
  readonly denyListFile: DenyListFile | null;
  readonly rules: CharacterRules & { readonly encoding: TextEncoding };
}

export class CharacterBook {
  readonly #parts: CharacterBookParts;
  readonly #denied = new DenyList();

  /** Throws `MirServerError` when the list of denied names cannot be used. */
  constructor(parts: CharacterBookParts) {
    this.#parts = parts;
    this.reload();
  }

  get deniedCount(): number {
    return this.#denied.count;
  }

  /** Reads the denied names again; when that throws, they stay as they were. */
  reload(): void {
    const { denyListFile } = this.#parts;
    if (denyListFile !== null) this.#denied.replace(denyListFile.read());
  }

  /** As many as a client is sent: the oldest, and always the one that was last selected. */
  async shown(account: string): Promise<readonly Character[]> {
    const { charactersShown } = this.#parts.rules;
    const live = (await this.#all(account)).filter(isLive);
    const first = live.slice(0, charactersShown);
    const selected = live.find(({ isSelected }) => isSelected);
    if (selected === undefined || first.includes(selected)) return first;
    return [...first.slice(0, -1), selected];
  }

  async deleted(account: string): Promise<readonly Character[]> {
    return (await this.#all(account)).filter((character) => !isLive(character));
  }

  async create(account: string, request: CreateRequest): Promise<CreateAnswer> {
    const { rules, store, clock } = this.#parts;
    const name = newName(request.name, rules.encoding);
    if (typeof name === 'string') return 'name-refused';
    if (this.#denied.isDenied(name.nameKey)) return 'name-denied';
    const { hair, job, sex } = request;
    if (!isBelow(job, rules.jobCount) || !isBelow(sex, SEXES) || !isBelow(hair, HAIR_MAX + 1)) return 'looks-refused';
    const nowMs = clock.wallMs();
    const times = { createdMs: nowMs, modifiedMs: nowMs, deletedMs: null };
    const row = { ...name, ...times, account, hair, job, sex, level: 0, map: '', isSelected: false, selectGateId: 0 };
    const refusal = await store.run(createCharacter, { row, liveMax: rules.charactersMax });
    if (refusal === null) this.#happened('created', account, name.name);
    return refusal;
  }

  async remove(account: string, bytes: Uint8Array): Promise<NamedAnswer<DeleteRefusal>> {
    const { rules, store, clock } = this.#parts;
    const name = storedName(bytes, rules.encoding);
    if (name === null) return 'name-refused';
    const { deleteLevelMin: levelMin, deleteLevelMax: levelMax } = rules;
    const { nameKey } = name;
    const refusal = await store.run(deleteCharacter, { account, nameKey, levelMin, levelMax, nowMs: clock.wallMs() });
    if (refusal === null) this.#happened('deleted', account, name.name);
    return refusal;
  }

  async restore(account: string, bytes: Uint8Array): Promise<NamedAnswer<RestoreRefusal>> {
    const { rules, store, clock } = this.#parts;
    const name = storedName(bytes, rules.encoding);
    if (name === null) return 'name-refused';
    const args = { account, nameKey: name.nameKey, liveMax: rules.charactersMax, nowMs: clock.wallMs() };
    const refusal = await store.run(restoreCharacter, args);
    if (refusal === null) this.#happened('restored', account, name.name);
    return refusal;
  }

  async select(account: string, bytes: Uint8Array): Promise<NamedAnswer<SelectRefusal>> {
    const name = storedName(bytes, this.#parts.rules.encoding);
    if (name === null) return 'name-refused';
    const refusal = await this.#parts.store.run(selectCharacter, { account, nameKey: name.nameKey });
    if (refusal === null) this.#happened('selected', account, name.name);
    return refusal;
  }

  #all(account: string): Promise<Character[]> {
    return this.#parts.store.run(listCharacters, { account });
  }

  #happened(what: 'created' | 'deleted' | 'restored' | 'selected', account: string, name: string): void {
    this.#parts.counters.counter('mir_characters', what).add();
    this.#parts.log.info(`a character was ${what}`, { account, name });
  }
}

function isBelow(value: number, bound: number): boolean {
  return value >= 0 && value < bound;
}
